// One handler in settings: a line for a shell, or a program with arguments, and the tokens that change when it is wrapped.

import { complain, type Dialect, type Left, type Reading } from './dialect.ts';
import { type Program, unwrapProgram, wrapProgram } from './exec-wrapper.ts';
import type { FoundHook, HookChange, HookState, WrapOptions } from './host.ts';
import {
  type ListNode,
  repeatedKey,
  replaceNode,
  type TableNode,
  type TextNode,
  textAt,
  valueAt,
} from './settings-tree.ts';
import { quoteWord } from './shell-words.ts';
import { timeoutLint } from './timeout-lint.ts';
import { mentionsShim } from './wrapper.ts';

/** Adds the hook of this handler, or what is wrong with it. */
export function readHandler(reading: Reading, event: string, table: TableNode, path: string): void {
  const { dialect, settings, place, around, hooks, posixOnly } = reading;
  const type = textAt(table, 'type');
  const key = keyOf(dialect, table);
  if ((type !== undefined && type !== 'command') || key === undefined) {
    count(reading, kindOf(type, table));
    return;
  }
  const read = isProgram(dialect, table) ? readProgram(reading, table, path) : readLine(reading, table, key, path);
  if (read === undefined) return;
  const { command, options, change } = read;
  const left =
    leftBecauseRepeated(dialect, table, key) ??
    read.left ??
    dialect.left?.({ event, table, key, command, settings, place, around });
  const hook: FoundHook = {
    event,
    command,
    title: dialect.titleKey === undefined ? '' : (textAt(table, dialect.titleKey) ?? ''),
    blockCode: undefined,
    ...timeoutOf(dialect, table),
    state: stateOf(options, command, left),
    change,
  };
  hooks.push(hook);
  const { instead } = dialect.windows ?? {};
  if (instead === undefined || valueAt(table, instead) === undefined) posixOnly.push(hook);
}

interface Read {
  /** As it was before any wrapping. */
  readonly command: string;
  readonly options: WrapOptions | undefined;
  readonly change: HookChange;
  readonly left?: Left | undefined;
}

function keyOf({ program, lineKeys }: Dialect, table: TableNode): string | undefined {
  if (program !== undefined && valueAt(table, program.marks) !== undefined) return program.commandKey;
  return lineKeys.find((key) => valueAt(table, key) !== undefined);
}

const isProgram = ({ program }: Dialect, table: TableNode): boolean =>
  program !== undefined && valueAt(table, program.marks) !== undefined;

function kindOf(type: string | undefined, table: TableNode): string {
  if (type !== undefined && type !== 'command') return type;
  return valueAt(table, 'powershell') === undefined ? 'without a command' : 'for PowerShell only';
}

function count({ kinds }: Reading, kind: string): undefined {
  kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  return undefined;
}

function readLine(reading: Reading, table: TableNode, key: string, path: string): Read | undefined {
  const { dialect, settings } = reading;
  const node = valueAt(table, key);
  if (node === undefined) return undefined;
  if (node.kind !== 'text') return complain(reading, node, `${path}.${key}`, 'a string');
  const wrapped = dialect.unwrapLine(node.value);
  const original = wrapped?.original ?? node.value;
  const change: HookChange = {
    kind: 'edit',
    wrap: (options) => [replaceNode(node, settings.quote(dialect.wrapLine(original, options)))],
    unwrap: () => [replaceNode(node, settings.quote(original))],
  };
  return { command: original, options: wrapped?.options, change };
}

function readProgram(reading: Reading, table: TableNode, path: string): Read | undefined {
  const { program } = reading.dialect;
  if (program === undefined) return undefined;
  const command = valueAt(table, program.commandKey);
  const args = valueAt(table, program.argsKey);
  if (command === undefined) return count(reading, 'without a command');
  if (command.kind !== 'text') return complain(reading, command, `${path}.${program.commandKey}`, 'a string');
  if (args === undefined) return withoutArguments(command, program.argsKey);
  if (args.kind !== 'list') return complain(reading, args, `${path}.${program.argsKey}`, 'an array');
  const words: string[] = [];
  for (const [i, arg] of args.items.entries()) {
    if (arg.kind === 'text') words.push(arg.value);
    else return complain(reading, arg, `${path}.${program.argsKey}[${i}]`, 'a string');
  }
  return programRead(reading, { command: command.value, args: words }, command, args);
}

function programRead({ settings }: Reading, found: Program, command: TextNode, args: ListNode): Read {
  const wrapped = unwrapProgram(found);
  const original = wrapped?.original ?? found;
  const edits = (program: Program) => [
    replaceNode(command, settings.quote(program.command)),
    replaceNode(args, `[${program.args.map(settings.quote).join(', ')}]`),
  ];
  return {
    command: [original.command, ...original.args].map(quoteWord).join(' '),
    options: wrapped?.options,
    change: { kind: 'edit', wrap: (options) => edits(wrapProgram(original, options)), unwrap: () => edits(original) },
  };
}

/** There is no token to put the arguments of the wrapper into. */
const withoutArguments = (command: TextNode, argsKey: string): Read => ({
  command: quoteWord(command.value),
  options: undefined,
  change: { kind: 'edit', wrap: () => [], unwrap: () => [] },
  left: { why: `a program without "${argsKey}" cannot be wrapped; with "${argsKey}": [] it can`, byDefault: false },
});

/** Hosts differ in which of them counts. */
function leftBecauseRepeated({ program, timeoutKeys }: Dialect, table: TableNode, key: string): Left | undefined {
  const keys = ['type', 'shell', key, ...(program === undefined ? [] : [program.argsKey]), ...timeoutKeys];
  const repeated = repeatedKey(table, keys);
  if (repeated === undefined) return undefined;
  return { why: `its "${repeated}" stands there twice, and only one of them counts`, byDefault: false };
}

function stateOf(options: WrapOptions | undefined, command: string, left: Left | undefined): HookState {
  if (options !== undefined) return { kind: 'wrapped', options };
  if (mentionsShim(command)) return { kind: 'by_hand' };
  return left === undefined ? { kind: 'bare' } : { kind: 'left', ...left };
}

interface Timeout {
  readonly timeout: number | undefined;
  readonly lint?: string | undefined;
}

function timeoutOf({ timeoutKeys, timeoutUnit }: Dialect, table: TableNode): Timeout {
  const key = timeoutKeys.find((name) => valueAt(table, name) !== undefined);
  const node = key === undefined ? undefined : valueAt(table, key);
  if (node === undefined) return { timeout: undefined };
  if (node.kind !== 'scalar' || typeof node.value !== 'number') {
    return { timeout: undefined, lint: 'its timeout is no number' };
  }
  const timeout = node.value > 0 ? node.value / (timeoutUnit === 'ms' ? 1000 : 1) : undefined;
  return { timeout, lint: timeoutLint(node.value, timeoutUnit) };
}
