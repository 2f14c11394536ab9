// What is to be known about a host: where it configures its hooks, and how the text of such a file is changed so that a hook is
// measured, and back. One file per host; everything else in this folder is the same for all of them.

/** Public: names on the command line, in manifest.json and, where the host is the only reader of a file, the label `hook_agent`. */
export const HOST_IDS = [
  'claude-code',
  'codex',
  'gemini-cli',
  'cursor',
  'copilot-cli',
  'git',
  'husky',
  'lefthook',
  'pre-commit',
] as const;
export type HostId = (typeof HOST_IDS)[number];

/** Whose hooks a file holds: this person's everywhere, everybody's in this project, or this person's in this project. */
export const SCOPES = ['user', 'project', 'local'] as const;
export type Scope = (typeof SCOPES)[number];

/** Where we are. */
export interface Surroundings {
  readonly home: string;
  /** The top of the git work tree, else the working directory. */
  readonly project: string;
  /** The working directory, where that is another one. */
  readonly folder?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** A file that may hold hooks; it need not exist. */
export interface Place {
  readonly scope: Scope;
  readonly path: string;
  /** A symbolic link that is a hook itself: its text is that of what it leads to. */
  readonly isLink?: boolean;
  /** Where the hook would move aside, something stands that is another file. */
  readonly isAsideTaken?: boolean;
}

export interface Host {
  readonly id: HostId;
  /** As people call it. */
  readonly title: string;
  /** The label `hook_agent` of its runs; absent where several hosts read the same file, and the shim tells it at run time. */
  readonly agent: string | undefined;
  /** It is started in any folder of a project, and then takes that one for the project. */
  readonly takesFolders?: boolean;
  /** Files in which this host looks for hooks here. May look at the file system, but reads no hooks. */
  places(around: Surroundings): readonly Place[];
  /** What one of those files holds. Pure; never throws for bad text. */
  read(place: Place, text: string, around: Surroundings): ReadHooks;
  /** What people have to do in this host after a change of a file, in one sentence. */
  readonly afterwards?: string;
  /** Hooks of this host that no file here configures (plugins), in one sentence each. */
  remarks?(around: Surroundings): readonly string[];
}

export type ReadHooks =
  | {
      readonly ok: true;
      readonly hooks: readonly FoundHook[];
      /** Sentences for people about what is there and cannot be wrapped: handlers that are no commands, hooks that are disabled. */
      readonly remarks: readonly string[];
    }
  /** `message` is one line with the position, e.g. `line 3, column 7: a comma or } was expected`. */
  | { readonly ok: false; readonly message: string };

/** One hook as it is configured. */
export interface FoundHook {
  readonly event: string;
  /** The command as it was before any wrapping, for people and for names. */
  readonly command: string;
  /** What the host itself calls it (a job's name, an id); '' where it has no name of its own. */
  readonly title: string;
  /** In seconds, as declared; absent where nothing is. */
  readonly timeout: number | undefined;
  /** An exit code, other than the host's own rule, by which this hook says no: 1 for git's guards. */
  readonly blockCode: number | undefined;
  /** What is wrong with how it is configured, in half a sentence: a timeout in the wrong unit. */
  readonly lint?: string | undefined;
  readonly state: HookState;
  readonly change: HookChange;
}

export type HookState =
  | { readonly kind: 'bare' }
  /** Our wrapper is around it, perhaps an older one; as it is, it must not stay where there is a `danger`. */
  | { readonly kind: 'wrapped'; readonly options: WrapOptions; readonly danger?: Danger }
  /** Somebody put the shim in front by hand: it is measured, and not ours to change. */
  | { readonly kind: 'by_hand' }
  /** It stays as it is, and `why` is the reason, a sentence; one that is left only by default is wrapped when its event is named. */
  | { readonly kind: 'left'; readonly why: string; readonly byDefault: boolean };

export interface Danger {
  /** Half a sentence. */
  readonly why: string;
  /** A wrapper of today takes its place; else none can. */
  readonly isToStay: boolean;
}

/** How the hook's configuration is changed. */
export type HookChange =
  | {
      readonly kind: 'edit';
      /** Edits that put a wrapper with these options around the original, whatever is around it now. */
      wrap(options: WrapOptions): readonly Edit[];
      /** Edits that put the original back, at the same places as `wrap`. */
      unwrap(): readonly Edit[];
    }
  /** The file itself is the hook, and moves aside for a stub that runs it. */
  | { readonly kind: 'stub'; readonly original: string; stub(options: WrapOptions): string };

/** What a wrapper tells the shim. */
export interface WrapOptions {
  readonly hook: string;
  readonly event: string;
  /** Left out where several hosts read the same file: the shim tells it at run time. */
  readonly agent?: string | undefined;
  /** Seconds. */
  readonly timeout?: number | undefined;
  readonly blockCode?: number | undefined;
  readonly decisions?: boolean | undefined;
}

/** Replaces `length` UTF-16 units at `offset`. */
export interface Edit {
  readonly offset: number;
  readonly length: number;
  readonly text: string;
}
