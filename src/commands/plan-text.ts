// A plan as people read it: which hooks, then the difference in each file.

import { basename } from 'node:path';
import { structuredPatch } from 'diff';
import type { FoundHook } from '../hosts/host.ts';
import { changes, type FilePlan, mustUnwrap } from '../hosts/plan.ts';
import { printable } from '../views/printable.ts';

export interface Look extends Around {
  readonly colour: boolean;
}

/** What a path is told from. */
export interface Around {
  readonly home: string;
  readonly project: string;
}

export const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** The hooks of every file, and what becomes of them. */
export function hooksText(plans: readonly FilePlan[], verb: string, look: Look): string {
  return plans
    .filter(({ found }) => found.hooks.length + found.remarks.length > 0)
    .map((plan) => fileText(plan, verb, look))
    .join('\n');
}

/** What a patch would show, file by file. */
export function diffText(plans: readonly FilePlan[], look: Look): string {
  return plans
    .filter(changes)
    .map((plan) => fileDiff(plan, look))
    .join('\n');
}

/** A path from the project or from ~ where it is in there, as one harmless piece of a line. */
export function shortPath(path: string, { home, project }: Around): string {
  if (path.startsWith(`${project}/`)) return printable(path.slice(project.length + 1));
  return printable(path === home || path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path);
}

function fileText({ found, hooks }: FilePlan, verb: string, look: Look): string {
  const paint = painter(look.colour);
  const names = new Map(hooks.map((hook) => [`${hook.event}\u0000${hook.command}`, hook.hook]));
  const nameOf = ({ event, command, state }: FoundHook): string =>
    names.get(`${event}\u0000${command}`) ?? (state.kind === 'wrapped' ? state.options.hook : '–');
  const rows = found.hooks.map(
    (hook) => [printable(nameOf(hook)), printable(hook.event), fate(hook, names, verb), oneLine(hook.command)] as const,
  );
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const lines = rows.map((row) => `  ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')}`.trimEnd());
  const reasons = found.hooks.flatMap(({ state }) => {
    if (state.kind === 'left') return [state.why];
    return state.kind === 'wrapped' && state.danger !== undefined && verb !== 'unwrap' ? [state.danger.why] : [];
  });
  const remarks = [...new Set([...reasons, ...found.remarks])].map((remark) => `  ${printable(remark)}`);
  const head = `${found.host.title}, ${shortPath(found.path, look)} (${found.scope})${linkText(found)}`;
  return `${paint('1', head)}\n${[...lines, ...remarks].map((line) => `${line}\n`).join('')}`;
}

/** Where a file that is reached by a link really stands. */
function linkText({ path, project, file }: FilePlan['found']): string {
  const end = path.startsWith(`${project}/`) ? path.slice(project.length) : basename(path);
  return file.path === path || (!file.isLink && file.path.endsWith(end)) ? '' : ` → ${printable(file.path)}`;
}

function fate(hook: FoundHook, names: ReadonlyMap<string, string>, verb: string): string {
  const { event, command, state } = hook;
  if (state.kind === 'by_hand') return 'measured by hand';
  if (state.kind === 'wrapped') {
    if (verb === 'unwrap' || mustUnwrap(hook)) return 'unwrap';
    return state.danger === undefined ? 'measured already' : 'wrap anew';
  }
  return verb !== 'unwrap' && names.has(`${event}\u0000${command}`) ? verb : 'left as it is';
}

const LONGEST_COMMAND = 60;

function oneLine(command: string): string {
  const line = printable(command.trim().replaceAll(/\s+/g, ' '));
  return line.length > LONGEST_COMMAND ? `${line.slice(0, LONGEST_COMMAND - 1)}…` : line;
}

function fileDiff({ found, after, moves }: FilePlan, look: Look): string {
  const paint = painter(look.colour);
  const path = shortPath(found.path, look);
  if (moves !== undefined) {
    const aside = shortPath(moves, look);
    const isBack = found.hooks.some(({ state }) => state.kind === 'wrapped');
    const sentence = isBack ? `${aside} moves back to ${path}` : `${path} moves to ${aside}, and this takes its place:`;
    const stub = isBack ? [] : lines(after).map((line) => paint('32', `+${line}`));
    return [sentence, ...stub].map((line) => `${line}\n`).join('');
  }
  const { hunks } = structuredPatch(path, path, found.file.text, after, '', '', { context: 1 });
  const text = [paint('1', `--- ${path}`), paint('1', `+++ ${path}`)];
  for (const { oldStart, oldLines, newStart, newLines, lines: changed } of hunks) {
    text.push(paint('36', `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`));
    for (const line of changed) text.push(paint(TONES.get(line.charAt(0)) ?? '', harmless(line)));
  }
  return text.map((line) => `${line}\n`).join('');
}

const TONES: ReadonlyMap<string, string> = new Map([
  ['+', '32'],
  ['-', '31'],
]);

const lines = (text: string): readonly string[] => text.replace(/\n$/, '').split('\n').map(harmless);

/** Tabs stay tabs, and the carriage return at the end of a line is not shown. */
const harmless = (line: string): string => line.replace(/\r$/, '').split('\t').map(printable).join('\t');

const painter =
  (colour: boolean) =>
  (code: string, text: string): string =>
    colour && code !== '' ? `\u001b[${code}m${text}\u001b[0m` : text;
