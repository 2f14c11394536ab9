// Hooks of every agent, run by their contract: bare, wrapped, wrapped without the shim, and wrapped where no journal can be written. What
// the agent sees must be the same each time, and the journal must have every run once.

import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Host } from '../../src/hosts/host.ts';
import { type Agent, type Clock, fire, type Machine, type Outcome } from '../support/agents.ts';
import { temporaryFolder } from '../support/folders.ts';
import { SHIM } from '../support/hookmeter.ts';
import { found, installed, SETTINGS_HOSTS } from '../support/settings-files.ts';
import { until } from '../support/until.ts';
import { SETTINGS, type Setting } from './agent-settings.ts';

const BIG = JSON.stringify({ hook_event_name: 'E', tool_input: { content: 'x'.repeat(200_000) } });

/** Lines of shell, and a program for those that start one; all at once, as agents do. */
const LINES: ReadonlyMap<string, string> = new Map([
  ['reads all of its input', 'wc -c'],
  ['reads none of it', 'exec <&-; echo "not read"'],
  ['answers in JSON', `echo '{"decision": "block", "reason": "it'\\''s so"}'`],
  ['says no', 'echo "not that" >&2; exit 2'],
  ['fails with an answer', `printf '{"continue": true}'; exit 1`],
  ['is missing', 'surely-no-such-guard --x'],
  ['is not executable', './not-executable'],
  ['is broken', 'if then (('],
  ['dies', 'kill -KILL $$'],
  ['sees its environment', 'env | grep -v "^_=" | sort; pwd; echo "$0 $#"'],
  ['has a session of its own', '[ "$(ps -o sid= -p $$)" = "$(ps -o pgid= -p $$)" ] && echo own; : </dev/tty'],
  ['leaves a child with its output', '(while kill -0 $$ 2>&-; do sleep 0.05; done; echo late) & echo done'],
  ['has several lines', '# it\'s "one"\nfor i in 1 2; do\n  echo "$i)"\ndone\n'],
  ['has its project', 'ls "$CLAUDE_PROJECT_DIR" 2>&1 | head -1'],
  [
    'has its project, put in by the host',
    'ls -d $CLAUDE_PROJECT_DIR/. 2>&1; cd $GEMINI_PROJECT_DIR/. && pwd; echo "$HOME"',
  ],
]);

/** Without an end of their own: they read from a FIFO to which nobody writes, once they have said that they are up. */
const UP = 'exec 3<gate; : >"up/$$"';
const LATE: ReadonlyMap<string, string> = new Map([
  ['sleeps', `echo begun; ${UP}; exec cat <&3`],
  ['has a child', `echo begun; ${UP}; cat <&3; echo never`],
  ['does not listen', `trap '' TERM; ${UP}; cat <&3`],
  ['tidies up', `trap 'echo bye; exit 3' TERM; ${UP}; cat <&3 & wait`],
]);
const SECONDS = 600;

/** How many of those have an end on record: where the agent kills at once, or all that is left later, the shim dies too. */
const ENDS: ReadonlyMap<Agent, number> = new Map([
  ['claude-code', 3],
  ['gemini-cli', 4],
]);

interface Box {
  readonly machine: Machine;
  readonly files: readonly string[];
  readonly state: string;
  readonly host: Host;
}

function box(setting: Setting, lines: readonly string[]): Box {
  const folder = join(temporaryFolder(), "it's here");
  const [home, project] = [join(folder, 'home'), join(folder, 'web')];
  const at = (path: string): string => (path.startsWith('~/') ? join(home, path.slice(2)) : join(project, path));
  const files = [at(setting.path), at(setting.other)];
  for (const file of files) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, setting.write(lines, SECONDS, setting.event));
  }
  writeFileSync(join(project, 'not-executable'), 'echo x\n');
  chmodSync(join(project, 'not-executable'), 0o644);
  const host = SETTINGS_HOSTS.find(({ id }) => id === setting.agent);
  if (host === undefined) throw new Error('no host');
  const env = { PATH: process.env['PATH'], HOME: home, SHLVL: '2', LC_ALL: 'C.UTF-8', TZ: 'UTC', ...setting.env };
  return { machine: { home, project, env }, files, state: join(home, '.local/state/hookmeter'), host };
}

function wrap({ files, host, machine: { home, project, env } }: Box): void {
  for (const path of files) {
    const text = readFileSync(path, 'utf8');
    const file = { path, isLink: false, text, encoding: 'utf8', sha256: '', mode: 0o644, isWritable: true } as const;
    const plan = installed(found({ host, scope: 'user', file }, text, { home, project, env }));
    expect(plan.after).not.toBe(text);
    writeFileSync(path, plan.after);
  }
}

function addShim(state: string): void {
  mkdirSync(join(state, 'bin'), { recursive: true });
  copyFileSync(SHIM, join(state, 'bin/hookmeter-run'));
}

const recordsIn = (state: string): readonly Readonly<Record<string, unknown>>[] =>
  readdirSync(join(state, 'journal'))
    .flatMap((day) =>
      readFileSync(join(state, 'journal', day), 'utf8')
        .trim()
        .split('\n'),
    )
    .map((line) => JSON.parse(line));

/** The same in every box: the folder has another name each time. */
const seen = (outcomes: readonly Outcome[], { machine }: Box): unknown =>
  JSON.parse(JSON.stringify(outcomes).replaceAll(dirname(dirname(machine.home)), '<DIR>'));

async function act(
  setting: Setting,
  lines: readonly string[],
  prepare: (made: Box) => void,
  clockIn?: (project: string) => Clock,
): Promise<{ readonly outcomes: unknown; readonly made: Box }> {
  const made = box(setting, lines);
  prepare(made);
  const clock = clockIn?.(made.machine.project);
  const outcomes = await fire(setting.agent, made.files, setting.event, BIG, made.machine, clock);
  return { outcomes: seen(outcomes, made), made };
}

/** Time is up when all hooks are. What no agent ends goes on until the FIFO has no writer any more. */
function whenAllAreUp(project: string): Clock {
  const [gate, up] = [join(project, 'gate'), join(project, 'up')];
  mkdirSync(up);
  execFileSync('mkfifo', [gate]);
  let writer: number | undefined = openSync(gate, 'r+');
  const release = (): void => {
    if (writer !== undefined) closeSync(writer);
    writer = undefined;
  };
  onTestFinished(release);
  return {
    isUp: async (hooks) => void (await until('all hooks are up', () => readdirSync(up).length === hooks)),
    release,
  };
}

describe.each(SETTINGS)('%s', (_, setting) => {
  const label = setting.agent;
  test('sees the same of every hook, measured or not', async () => {
    const lines = [...LINES.values()];
    const bare = await act(setting, lines, () => {});
    const without = await act(setting, lines, wrap);
    const measured = await act(setting, lines, (made) => {
      wrap(made);
      addShim(made.state);
    });
    const unwritable = await act(setting, lines, (made) => {
      wrap(made);
      addShim(made.state);
      writeFileSync(join(made.state, 'journal'), 'no folder');
    });
    expect(without.outcomes).toEqual(bare.outcomes);
    expect(measured.outcomes).toEqual(bare.outcomes);
    expect(unwritable.outcomes).toEqual(bare.outcomes);
    expect(Array.isArray(bare.outcomes) && bare.outcomes.length).toBe(lines.length * (setting.runsTwice ? 2 : 1));
    const records = recordsIn(measured.made.state);
    const ends = records.filter(({ kind }) => kind === 'end');
    expect(new Set(ends.map(({ run }) => run)).size).toBe(lines.length * (setting.runsTwice ? 2 : 1));
    expect(records.length).toBe(2 * ends.length);
    expect(new Set(ends.map(({ hook }) => hook)).size).toBe(lines.length);
    const labels = new Set(
      records.map(({ event, agent, project, timeout }) => [event, agent, project, timeout].join()),
    );
    expect([...labels]).toEqual([`${setting.event},${label},web,${SECONDS}`]);
    rmSync(join(measured.made.state, 'bin'), { recursive: true });
    const after = await fire(setting.agent, measured.made.files, setting.event, BIG, measured.made.machine);
    expect(seen(after, measured.made)).toEqual(bare.outcomes);
    expect(recordsIn(measured.made.state).length).toBe(records.length);
  });

  test('sees the same of hooks whose time is up', async () => {
    const lines = [...LATE.values()];
    const bare = await act(setting, lines, () => {}, whenAllAreUp);
    const measured = await act(
      setting,
      lines,
      (made) => {
        wrap(made);
        addShim(made.state);
      },
      whenAllAreUp,
    );
    expect(measured.outcomes).toEqual(bare.outcomes);
    const records = recordsIn(measured.made.state);
    const starts = records.filter(({ kind }) => kind === 'start');
    expect(starts.length).toBe(lines.length * (setting.runsTwice ? 2 : 1));
    expect(new Set(starts.map(({ timeout }) => timeout))).toEqual(new Set([SECONDS]));
    expect(records.length - starts.length).toBe(ENDS.get(label) ?? 0);
  });
});
