// What install and uninstall would change, worked out before anything is written. Pure.

import { basename } from 'node:path';
import type { Micros } from '../base/units.ts';
import { applyEdits } from './edits.ts';
import type { Edit, FoundHook, HookChange, WrapOptions } from './host.ts';
import type { Manifest, ManifestFile, ManifestHook } from './manifest.ts';
import { nameHooks } from './names.ts';
import type { FoundFile } from './survey.ts';

export interface FilePlan {
  readonly found: FoundFile;
  /** What the file says afterwards. */
  readonly after: string;
  /** The file moves to this path and a stub takes its place, or (uninstall) comes back from there. */
  readonly moves: string | undefined;
  readonly tokens: ManifestFile['tokens'];
  /** The measured hooks of the file afterwards. */
  readonly hooks: readonly ManifestHook[];
}

export interface InstallChoice {
  /** Only these events are wrapped anew; all but those that are left by default where none is named. */
  readonly events: ReadonlySet<string>;
  /** Names of hooks whose decisions are to be recorded. */
  readonly decisions: ReadonlySet<string>;
  readonly now: Micros;
}

/** Names are told apart from those in all of `named`, files included that the plan does not touch. */
export function planInstall(
  files: readonly FoundFile[],
  choice: InstallChoice,
  manifest: Manifest,
  named: readonly FoundFile[] = files,
): readonly FilePlan[] {
  const names = namesFor([...files, ...named], choice);
  return files.map((found) => {
    const chosen = new Map<FoundHook, WrapOptions>();
    for (const hook of found.hooks) {
      const options = optionsFor(hook, found, names.get(hook) ?? '', choice);
      if (options !== undefined) chosen.set(hook, options);
    }
    return planFile(found, chosen, choice, manifest);
  });
}

/** Everything that is wrapped becomes bare; with events, only theirs. */
export function planUninstall(
  files: readonly FoundFile[],
  events: ReadonlySet<string>,
  manifest: Manifest,
): readonly FilePlan[] {
  return files.map((found) => {
    const stays = (hook: FoundHook): boolean => events.size > 0 && !events.has(hook.event);
    const original = originals(found, manifest);
    const edits: Edit[] = [];
    const tokens: Token[] = [];
    let moves: string | undefined;
    for (const hook of found.hooks) {
      if (hook.state.kind !== 'wrapped') continue;
      if (hook.change.kind === 'stub') moves = stays(hook) ? moves : hook.change.original;
      else if (stays(hook)) tokens.push(...hook.change.unwrap().map((edit) => tokenOf(found, edit, original)));
      else edits.push(...unwrapEdits(found, hook.change, original));
    }
    const hooks = recordedHooks(found, manifest).filter(({ event }) => events.size > 0 && !events.has(event));
    return { found, after: applyEdits(found.file.text, edits), moves, tokens, hooks };
  });
}

/** What a plan would change in the file. */
export const changes = ({ found, after, moves }: FilePlan): boolean => moves !== undefined || after !== found.file.text;

type Token = ManifestFile['tokens'][number];

/** A hook that is left as it is takes no name from another one. */
function namesFor(files: readonly FoundFile[], choice: InstallChoice): ReadonlyMap<FoundHook, string> {
  const hooks = files.flatMap((file) => file.hooks).filter((hook) => !staysLeft(hook, choice));
  const given = nameHooks(
    hooks.map(({ title, command, event, state }) => ({
      title,
      command,
      event,
      name: state.kind === 'wrapped' ? state.options.hook : undefined,
    })),
  );
  return new Map(hooks.map((hook, i) => [hook, given[i] ?? '']));
}

/** What is left only by default is wrapped where its event is named. */
const staysLeft = (hook: FoundHook, { events }: InstallChoice): boolean =>
  mustUnwrap(hook) || (hook.state.kind === 'left' && !(hook.state.byDefault && events.has(hook.event)));

/** No wrapper can be around it, and one of an older version is. */
export const mustUnwrap = ({ state }: FoundHook): boolean =>
  state.kind === 'wrapped' && state.danger !== undefined && !state.danger.isToStay;

/** Absent where the hook stays as it is. */
function optionsFor(
  hook: FoundHook,
  { host }: FoundFile,
  name: string,
  choice: InstallChoice,
): WrapOptions | undefined {
  const { state } = hook;
  if (state.kind === 'by_hand' || staysLeft(hook, choice)) return undefined;
  if (state.kind === 'bare' && choice.events.size > 0 && !choice.events.has(hook.event)) return undefined;
  const decisions = choice.decisions.has(name) || (state.kind === 'wrapped' && state.options.decisions === true);
  return {
    hook: name,
    event: hook.event,
    agent: host.agent,
    timeout: hook.timeout,
    blockCode: hook.blockCode,
    ...(decisions ? { decisions } : {}),
  };
}

function planFile(
  found: FoundFile,
  chosen: ReadonlyMap<FoundHook, WrapOptions>,
  choice: InstallChoice,
  manifest: Manifest,
): FilePlan {
  const original = originals(found, manifest);
  const edits: Edit[] = [];
  const tokens: Token[] = [];
  let stub: { readonly text: string; readonly original: string | undefined } | undefined;
  for (const hook of found.hooks.filter(mustUnwrap)) {
    if (hook.change.kind === 'edit') edits.push(...unwrapEdits(found, hook.change, original));
  }
  for (const [hook, options] of chosen) {
    if (hook.change.kind === 'stub') {
      stub = {
        text: hook.change.stub(options),
        original: hook.state.kind === 'wrapped' ? undefined : hook.change.original,
      };
      continue;
    }
    const wraps = hook.change.wrap(options);
    const before =
      hook.state.kind === 'wrapped' ? hook.change.unwrap().map((edit) => tokenOf(found, edit, original)) : [];
    for (const [i, edit] of wraps.entries()) {
      const raw = found.file.text.slice(edit.offset, edit.offset + edit.length);
      tokens.push({ wrapped: edit.text, original: before[i]?.original ?? raw });
    }
    edits.push(...wraps);
  }
  const after = stub?.text ?? applyEdits(found.file.text, edits);
  const hooks = Array.from(chosen, ([hook, options]) => manifestHook(found, hook, options, choice, manifest));
  return { found, after, moves: stub?.original, tokens, hooks };
}

function manifestHook(
  { host, scope, project, target }: FoundFile,
  { command, event }: FoundHook,
  { hook, timeout }: WrapOptions,
  { now }: InstallChoice,
  manifest: Manifest,
): ManifestHook {
  const known = manifest.hooks.find((each) => each.file === target && each.hook === hook && each.event === event);
  return {
    hook,
    event,
    host: host.id,
    scope,
    ...(scope === 'user' ? {} : { project: basename(project) }),
    file: target,
    command,
    ...(timeout === undefined ? {} : { timeout }),
    since: known?.since ?? now,
  };
}

const recordedHooks = ({ target }: FoundFile, manifest: Manifest): readonly ManifestHook[] =>
  manifest.hooks.filter((hook) => hook.file === target);

type Original = (wrapped: string) => string | undefined;

/** The recorded source texts of a file's wrappers; the same wrapper may stand there several times, with originals that were spelled differently. */
function originals({ target }: FoundFile, manifest: Manifest): Original {
  const waiting = new Map<string, string[]>();
  for (const { wrapped, original } of manifest.files.find(({ path }) => path === target)?.tokens ?? []) {
    waiting.set(wrapped, [...(waiting.get(wrapped) ?? []), original]);
  }
  return (wrapped) => {
    const found = waiting.get(wrapped);
    return found !== undefined && found.length > 1 ? found.shift() : found?.[0];
  };
}

type EditChange = Extract<HookChange, { readonly kind: 'edit' }>;

const unwrapEdits = (found: FoundFile, change: EditChange, original: Original): readonly Edit[] =>
  change.unwrap().map((edit) => ({ ...edit, text: tokenOf(found, edit, original).original }));

/** What stands at the place of an edit that unwraps, and what stood there before. */
function tokenOf({ file }: FoundFile, edit: Edit, original: Original): Token {
  const wrapped = file.text.slice(edit.offset, edit.offset + edit.length);
  return { wrapped, original: original(wrapped) ?? edit.text };
}
