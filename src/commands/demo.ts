import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { packageFile } from '../base/package.ts';
import { type Places, placesIn } from '../base/paths.ts';
import { microsFromMillis } from '../base/units.ts';
import { UserError } from '../base/user-error.ts';
import { readSettings } from '../sidecar/config.ts';

const HELP = `
Creates a throw-away git repository with three real hooks: a slow formatter before each commit, a guard that refuses
commit messages without a ticket, and a notifier after each commit that fails now and then. Makes real commits, each
hook timed by the shim, with a sidecar counting; then prints the report, metrics.json and a part of /metrics. On a
terminal it stays up until Ctrl-C, so that you can look around. Nothing outside a temporary folder is touched.

So that there is something to find, three invented weeks of ten other hooks come first: --no-history leaves them out.
--into writes these weeks into a folder of yours and does nothing else:
  $ hookmeter demo --into /tmp/weeks && hookmeter report --dir /tmp/weeks`;

export function demoCommand(): Command {
  return new Command('demo')
    .description('see it work: real git hooks in a throw-away repository')
    .option('--once', 'stop after the report')
    .option('--commits <n>', 'commits to make', '12')
    .option('--no-history', 'only the real commits, without the invented weeks')
    .option('--into <folder>', 'write the invented weeks into this state directory, and stop')
    .addHelpText('after', HELP)
    .action(async ({ once, commits, history, into }: Flags) => {
      if (into !== undefined) return invent(into);
      if (!/^[1-9]\d{0,3}$/.test(commits))
        throw new UserError(`--commits is ${JSON.stringify(commits)}; expected a whole number from 1 to 9999`);
      await demo({ commits: Number(commits), history, stay: once !== true && process.stdout.isTTY === true });
    });
}

interface Flags {
  readonly once?: boolean;
  readonly commits: string;
  readonly history: boolean;
  readonly into?: string;
}

async function invent(folder: string): Promise<void> {
  const { writeDemoHistory } = await import('./demo/write-history.ts');
  if (folder === '') throw new UserError('--into is ""; expected a folder');
  const places = placesIn(resolve(folder));
  const runs = writeDemoHistory(places, microsFromMillis(Date.now()));
  say(`${runs} invented runs are in ${places.dir}; \`hookmeter report --dir ${places.dir}\` says what they show.`);
}

type Wanted = Omit<Play, 'stopped'>;

async function demo(wanted: Wanted): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'hookmeter-demo-'));
  const stopped = new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
  try {
    await play(folder, { ...wanted, stopped });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Play {
  readonly commits: number;
  /** With the invented weeks. */
  readonly history: boolean;
  readonly stay: boolean;
  readonly stopped: Promise<void>;
}

async function play(folder: string, { commits, history, stay, stopped }: Play): Promise<void> {
  const places = placesIn(join(folder, 'state'));
  const repository = createRepository(folder);
  const [{ startSidecar }, { stderrLog }, { reportOn }, { sync }] = await Promise.all([
    import('../sidecar/sidecar.ts'),
    import('./log.ts'),
    import('./report.ts'),
    import('./sync.ts'),
  ]);
  const read = readSettings({ port: 0 }, {}, places.config); // whatever else is configured is not the demo's
  if (!read.ok) throw new UserError(read.message);
  const { settings } = read;
  if (history) {
    const { writeDemoHistory } = await import('./demo/write-history.ts');
    say(`Three weeks of ${writeDemoHistory(places, microsFromMillis(Date.now()))} runs are invented.`);
  }
  const sidecar = await startSidecar(places, settings, stderrLog('warn'));
  say(`A git repository with three hooks is in ${repository}, a sidecar listens on ${sidecar.url}.`);
  for (let i = 1; i <= commits; i++) {
    say(`  commit ${i} of ${commits}: ${commit(repository, places, i)}`);
    await new Promise((resolve) => setImmediate(resolve)); // the sidecar in this process gets its turn
  }
  await sync({ places, settings });
  const page = await (await fetch(`${sidecar.url}/metrics`)).text();
  say(`\n$ hookmeter report\n${(await reportOn({ places, settings }, 'text')).trimEnd()}`);
  say(`\n$ cat ${places.metricsFile}\n${readFileSync(places.metricsFile, 'utf8').trimEnd()}`);
  say(`\n$ curl ${sidecar.url}/metrics | grep executions\n${linesWith(page, 'hook_executions_total')}`);
  if (stay) {
    say(
      `\nAll of it stays up until Ctrl-C: the live page ${sidecar.url}/ , ${sidecar.url}/metrics, ${places.metricsFile}, and ${repository} for commits of your own`,
    );
    say(`(with HOOKMETER_DIR=${places.dir} in front).`);
    await stopped;
  }
  await sidecar.stop();
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Only series that have counted something: the zeros are for Prometheus. */
function linesWith(page: string, family: string): string {
  return page
    .split('\n')
    .filter((line) => line.startsWith(`${family}{`) && !line.endsWith(' 0'))
    .join('\n');
}

/** What the hooks really are; the files in .git/hooks only put the shim in front. */
const HOOKS: readonly {
  readonly event: string;
  readonly name: string;
  readonly options: string;
  readonly script: string;
}[] = [
  {
    event: 'pre-commit',
    name: 'format',
    options: '--timeout 10',
    script:
      '# Slow: checks every file for trailing blanks, and takes its time.\nsleep 0.2\n! grep -rIn " $" --include="*.txt" . >&2\n',
  },
  {
    event: 'commit-msg',
    name: 'ticket-guard',
    options: '--block-code 1',
    script:
      '# A guard: says no to a message without a ticket number.\ngrep -q "DEMO-[0-9]" "$1" || { echo "no ticket in the message" >&2; exit 1; }\n',
  },
  {
    event: 'post-commit',
    name: 'notify',
    options: '',
    script:
      '# Flaky: every fifth message does not get through.\n[ $(( $(git rev-list --count HEAD) % 5 )) -ne 0 ] || { echo "no answer" >&2; exit 7; }\n',
  },
];

function createRepository(folder: string): string {
  const repository = join(folder, 'repository');
  const scripts = join(folder, 'scripts');
  mkdirSync(scripts);
  git(folder, ['init', '--quiet', repository]);
  const hooks = join(repository, '.git', 'hooks');
  mkdirSync(hooks, { recursive: true });
  for (const { event, name, options, script } of HOOKS) {
    executable(join(scripts, name), `#!/bin/sh\n${script}`);
    const wrapped = `exec '${packageFile('src/shim/hookmeter-run')}' --hook ${name} --event ${event} ${options} -- '${join(scripts, name)}' "$@"`;
    executable(join(hooks, event), `#!/bin/sh\n${wrapped}\n`);
  }
  return repository;
}

function executable(path: string, content: string): void {
  writeFileSync(path, content);
  chmodSync(path, 0o755);
}

/** Every fourth message lacks its ticket, so the guard has something to refuse. Returns how git ended. */
function commit(repository: string, places: Places, i: number): string {
  writeFileSync(join(repository, `note-${i}.txt`), `note ${i}\n`);
  git(repository, ['add', '--all']);
  const message = i % 4 === 0 ? 'A note without a ticket' : `DEMO-${i}: a note`;
  const { status } = git(repository, ['commit', '--quiet', '--message', message], places);
  return status === 0 ? 'made' : 'refused by the guard';
}

function git(cwd: string, words: readonly string[], places?: Places): { status: number | null } {
  const identity = ['-c', 'user.name=Demo', '-c', 'user.email=demo@example.invalid', '-c', 'commit.gpgsign=false'];
  const own = Object.entries(process.env).filter(([name]) => !/^(?:GIT|HOOKMETER)_/.test(name)); // this may run inside of git
  const env = {
    ...Object.fromEntries(own),
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    HOOKMETER_DIR: places?.dir,
  };
  const { error, status } = spawnSync('git', [...identity, ...words], {
    cwd,
    env,
    stdio: ['ignore', 'ignore', 'ignore'],
  });
  if (error !== undefined) throw new UserError(`the demo needs git, which cannot be started: ${error.message}`);
  return { status };
}
