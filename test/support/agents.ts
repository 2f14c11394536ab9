// Runs hooks the way the agents document it (sources in src/hosts/): which files, without which doubles, started how, with what in the
// environment, and ended how when their time is up. It reads the settings by itself, with nothing of ours. When time is up is said by
// the test, not by a clock: how far a hook has come until then must not depend on the machine.

import type { ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { collect, start } from './programs.ts';
import { valuesIn } from './settings-files.ts';
import { until } from './until.ts';

export type Agent = 'claude-code' | 'codex' | 'gemini-cli' | 'cursor' | 'copilot-cli';

export interface Machine {
  readonly home: string;
  readonly project: string;
  readonly env: NodeJS.ProcessEnv;
}

/** What an agent gets to see of one hook. */
export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
  /** What the settings give it. */
  readonly seconds: number;
}

/** When the time of hooks is up. */
export interface Clock {
  /** Resolves then; is told how many have been started. */
  isUp(hooks: number): Promise<void>;
  /** All have been ended, as far as the agent does that: lets go what has survived it. */
  release(): void;
}

interface Handler {
  readonly argv: readonly string[];
  readonly seconds: number;
  /** Handlers of the same text run once. */
  readonly identity: string | undefined;
}

/** Fires an event: every handler of it in every file, at once. Outcomes in the order of the files. Without a clock, no time is ever up. */
export async function fire(
  agent: Agent,
  files: readonly string[],
  event: string,
  input: string,
  on: Machine,
  clock?: Clock,
): Promise<readonly Outcome[]> {
  const seen = new Set<string>();
  const handlers: Handler[] = [];
  for (const path of files.filter((file) => existsSync(file))) {
    for (const raw of handlersIn(valuesIn(path, readFileSync(path, 'utf8')), event)) {
      const handler = AGENTS[agent].handler(raw, on);
      if (handler.identity !== undefined && seen.has(handler.identity)) continue;
      if (handler.identity !== undefined) seen.add(handler.identity);
      handlers.push(handler);
    }
  }
  const hooks = handlers.map((handler) => begin(agent, handler, input, on));
  if (clock === undefined) return await Promise.all(hooks.map(({ outcome }) => outcome(false)));
  await clock.isUp(hooks.length);
  await Promise.all(hooks.map(({ child }) => AGENTS[agent].end(child)));
  clock.release();
  return await Promise.all(hooks.map(({ outcome }) => outcome(true)));
}

type Raw = ReadonlyMap<string, unknown>;

function handlersIn(settings: unknown, event: string): readonly Raw[] {
  const items = list(field(field(settings, 'hooks'), event));
  const handlers = items.flatMap((item) => (field(item, 'hooks') === undefined ? [item] : list(field(item, 'hooks'))));
  return handlers
    .map((handler): Raw => new Map(Object.entries(handler ?? {})))
    .filter((handler) => (handler.get('type') ?? 'command') === 'command');
}

const field = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? new Map(Object.entries(value)).get(key) : undefined;
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const textOf = (handler: Raw, key: string): string => String(handler.get(key) ?? '');
const number = (handler: Raw, key: string): number | undefined => {
  const value = handler.get(key);
  return typeof value === 'number' ? value : undefined;
};

interface Contract {
  handler(raw: Raw, on: Machine): Handler;
  env(on: Machine): NodeJS.ProcessEnv;
  /** Ends a hook whose time is up. */
  end(child: ChildProcess): Promise<void>;
  /** What it has written until then is kept. */
  readonly keepsOutput: boolean;
}

const AGENTS: Readonly<Record<Agent, Contract>> = {
  'claude-code': {
    handler: (raw, { project }) => {
      const fill = (word: string): string => word.replaceAll('$' + '{CLAUDE_PROJECT_DIR}', project);
      const args = raw.get('args');
      const argv = Array.isArray(args)
        ? [fill(textOf(raw, 'command')), ...args.map((word) => fill(String(word)))]
        : ['/bin/sh', '-c', textOf(raw, 'command')];
      return { argv, seconds: number(raw, 'timeout') ?? 600, identity: JSON.stringify([...raw]) };
    },
    env: ({ project }) => ({
      CLAUDECODE: '1',
      CLAUDE_PID: String(process.pid),
      CLAUDE_PROJECT_DIR: project,
      CLAUDE_CODE_SESSION_ID: 'f3a1',
      CLAUDE_CODE_ENTRYPOINT: 'cli',
      CLAUDE_CODE_CHILD_SESSION: '1',
      CLAUDE_EFFORT: 'high',
      AI_AGENT: 'claude-code',
      PWD: project,
    }),
    end: endTree,
    keepsOutput: false,
  },
  codex: {
    handler: (raw, { env }) => ({
      argv: [env['SHELL'] ?? '/bin/sh', '-lc', textOf(raw, 'command')],
      seconds: Math.max(1, number(raw, 'timeout') ?? number(raw, 'timeoutSec') ?? 600),
      identity: undefined,
    }),
    env: () => ({}),
    end: kill,
    keepsOutput: false,
  },
  'gemini-cli': {
    handler: (raw, on) => ({
      argv: ['bash', '-c', geminiText(textOf(raw, 'command'), on)],
      seconds: (number(raw, 'timeout') ?? 60_000) / 1000,
      identity: `${textOf(raw, 'name')}:${textOf(raw, 'command')}`,
    }),
    env: ({ project }) => ({
      GEMINI_PROJECT_DIR: project,
      GEMINI_CWD: project,
      GEMINI_SESSION_ID: 'abc',
      CLAUDE_PROJECT_DIR: project,
    }),
    end: terminate,
    keepsOutput: true,
  },
  cursor: {
    handler: (raw) => ({
      argv: ['/bin/sh', '-c', textOf(raw, 'command')],
      seconds: number(raw, 'timeout') ?? 60,
      identity: undefined,
    }),
    env: ({ project }) => ({ CURSOR_PROJECT_DIR: project, CURSOR_VERSION: '3.7', CLAUDE_PROJECT_DIR: project }),
    end: kill,
    keepsOutput: false,
  },
  'copilot-cli': {
    handler: (raw) => ({
      argv: raw.has('exec')
        ? [textOf(raw, 'exec'), ...list(raw.get('args')).map(String)]
        : ['bash', '-c', textOf(raw, raw.has('bash') ? 'bash' : 'command')],
      seconds: number(raw, 'timeoutSec') ?? number(raw, 'timeout') ?? 30,
      identity: undefined,
    }),
    env: () => ({ COPILOT_CLI: '1' }),
    end: kill,
    keepsOutput: false,
  },
};

/** What Gemini CLI puts into a command: first any variable that it has itself, then its own, in quotes. */
export function geminiText(command: string, { env, project }: Machine): string {
  const loaded = command.replaceAll(/\$(\w+)|\$\{([^}]+)\}/g, (whole, name?: string, inside?: string) => {
    const at = inside?.indexOf(':-', 1) ?? -1;
    const key = name ?? (at > 0 ? inside?.slice(0, at) : inside) ?? '';
    return env[key] ?? (at > 0 ? inside?.slice(at + 2) : undefined) ?? whole;
  });
  const quoted = `'${project.replaceAll("'", `'"'"'`)}'`;
  return loaded
    .replaceAll('$GEMINI_PROJECT_DIR', () => quoted)
    .replaceAll('$GEMINI_CWD', () => quoted)
    .replaceAll('$GEMINI_SESSION_ID', () => `'abc'`)
    .replaceAll('$CLAUDE_PROJECT_DIR', () => quoted);
}

interface Hook {
  readonly child: ChildProcess;
  outcome(timedOut: boolean): Promise<Outcome>;
}

function begin(agent: Agent, { argv, seconds }: Handler, input: string, on: Machine): Hook {
  const { env, keepsOutput } = AGENTS[agent];
  const [program = '', ...args] = argv;
  const child = start(program, args, {
    cwd: on.project,
    env: { ...on.env, ...env(on) },
    detached: true,
    stdio: 'pipe',
  });
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  child.stdin?.on('error', () => {}).end(input);
  const closed = new Promise<Pick<Outcome, 'code' | 'signal'>>((resolve) => {
    child.on('error', () => resolve({ code: null, signal: null }));
    child.on('close', (code, signal) => resolve({ code, signal }));
  });
  return {
    child,
    async outcome(timedOut) {
      if (timedOut && !keepsOutput) return { code: null, signal: null, stdout: '', stderr: '', timedOut, seconds };
      return { ...(await closed), stdout: stdout(), stderr: stderr(), timedOut, seconds };
    },
  };
}

/** Like Claude Code: TERM to every process below, also in other sessions, and a while later KILL to all that are left. */
async function endTree(child: ChildProcess): Promise<void> {
  const tree = descendants(child.pid ?? 0);
  for (const pid of tree) signal(pid, 'SIGTERM');
  await settled(tree);
  for (const pid of [...tree, ...descendants(child.pid ?? 0)]) signal(pid, 'SIGKILL');
}

/** Like Gemini CLI. */
async function terminate(child: ChildProcess): Promise<void> {
  const tree = descendants(child.pid ?? 0);
  child.kill('SIGTERM');
  await settled(tree);
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
}

/**
 * Waits until what was sent to a tree of processes has had all its effects: each is gone, or sleeps again and has no signal before it,
 * twice in a row, since what one does in a look may wake up another that was looked at before.
 */
async function settled(tree: readonly number[]): Promise<void> {
  let before = '';
  await until('the processes have settled', () => {
    const states = tree.map((pid) => stateOf(pid)).join();
    const isSame = states === before;
    before = states;
    return isSame && !states.includes('busy');
  });
}

function stateOf(pid: number): 'gone' | 'asleep' | 'busy' {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    if (/^State:\t[ZX]/m.test(status)) return 'gone';
    return /^State:\tS/m.test(status) && !/^(?:SigPnd|ShdPnd):\t0*[1-9a-f]/m.test(status) ? 'asleep' : 'busy';
  } catch {
    return 'gone';
  }
}

function descendants(root: number): readonly number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), parent: parentOf(Number(name)) }));
  const tree = [root];
  for (const pid of tree) tree.push(...parents.filter(({ parent }) => parent === pid).map((each) => each.pid));
  return tree;
}

function parentOf(pid: number): number | undefined {
  try {
    return Number(/^PPid:\t(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return undefined;
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // gone already
  }
}
