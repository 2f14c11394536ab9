// What one host's way of writing its hooks is, and what reading such a file gathers.

import type { FoundHook, Place, Surroundings, WrapOptions } from './host.ts';
import { type ReadSettings, type Settings, type SettingsNode, type TableNode, wrongKind } from './settings-tree.ts';
import type { WrappedLine } from './shell-wrapper.ts';
import type { TimeoutUnit } from './timeout-lint.ts';

export interface Dialect {
  readonly title: string;
  readonly read: (text: string) => ReadSettings;
  /** Under an event stand groups with `hooks` of their own, and nothing else counts. */
  readonly isGrouped: boolean;
  /** Keys beside the events. */
  readonly notEvents: ReadonlySet<string>;
  /** Keys of a shell line, the first that is there counts. */
  readonly lineKeys: readonly string[];
  /** Of a program that is started without a shell: it is one where the key of `marks` is there. */
  readonly program?: { readonly commandKey: string; readonly argsKey: string; readonly marks: string };
  readonly titleKey?: string;
  readonly timeoutKeys: readonly string[];
  readonly timeoutUnit: TimeoutUnit;
  readonly wrapLine: (original: string, options: WrapOptions) => string;
  readonly unwrapLine: (line: string) => WrappedLine | undefined;
  /** Why a hook stays as it is. */
  left?(handler: Handler): Left | undefined;
  /** On Windows the host gives a line to a shell that cannot read ours, but for a handler with this key. */
  readonly windows?: { readonly instead: string | undefined };
  /** Sentences about the whole file. */
  remarks?(root: TableNode, hooks: readonly FoundHook[]): readonly string[];
}

export interface Handler {
  readonly event: string;
  readonly table: TableNode;
  /** The key of its line or program. */
  readonly key: string;
  /** What it starts, without our wrapper. */
  readonly command: string;
  readonly settings: Settings;
  readonly place: Place;
  readonly around: Surroundings;
}

export interface Left {
  readonly why: string;
  readonly byDefault: boolean;
}

/** One event that comes for every piece of a streamed answer. */
export const leftBecauseStreamed = (event: string): Left => ({
  why: `${event} comes for every piece of an answer, each of which would be a run; --event ${event} wraps it all the same`,
  byDefault: true,
});

/** What is found on the way through a file. */
export interface Reading {
  readonly dialect: Dialect;
  readonly settings: Settings;
  readonly place: Place;
  readonly around: Surroundings;
  readonly hooks: FoundHook[];
  /** Those that a person with Windows gets as well. */
  readonly posixOnly: FoundHook[];
  /** Handlers that are no commands, counted by their kind. */
  readonly kinds: Map<string, number>;
  readonly problems: string[];
}

/** Notes what is wrong, with its position. */
export function complain(
  { settings, problems }: Reading,
  node: SettingsNode,
  path: string,
  expected: string,
): undefined {
  problems.push(wrongKind(settings, node, path, expected));
  return undefined;
}
