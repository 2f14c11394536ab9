// Many write at once while the sidecar is killed again and again; and then the directory that is left is damaged in every way.

import { appendFileSync, cpSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { launchSidecar, SHIM, startSidecar } from '../support/hookmeter.ts';
import { dayOf } from '../support/journal.ts';
import { metricsFileOf, untilCounted } from '../support/metrics-file.ts';
import { executionsOn, scrape, sumOf } from '../support/metrics-page.ts';
import { cleanEnv, collect, start } from '../support/programs.ts';
import { seeded } from '../support/random.ts';
import { GivenUp, until } from '../support/until.ts';

export interface Storm {
  readonly writers: number;
  /** Each writer goes on until the last kill. */
  readonly leastRunsOfEach: number;
  /** At least six: then two checkpoints are there to be damaged. */
  readonly kills: number;
  readonly seed: number;
}

/** What a storm has left. */
interface Left {
  readonly dir: string;
  readonly runs: number;
  readonly checkpoints: readonly string[];
}

/** Of the environment, where it says one: what failed once can be had again. */
export const seedOfNow = (): number => Number(process.env['HOOKMETER_TEST_SEED'] ?? Date.now() % 1e9);

const PATIENCE = 1_200_000;

/** Goes on until it is told to stop, and then says how many runs it made. */
const WRITER = `
  runs=0
  while [ -d "$ROOM" ] && { [ $runs -lt "$LEAST" ] || [ ! -e "$ROOM/stop" ]; }; do
    "$SHIM" --hook "hook-$((WRITER % 8))" -- true
    runs=$((runs + 1))
    read -r -t 0.8 <> <(:)
  done
  echo $runs`;

/** Declares the tests. `sync` counts what is in a directory, as `hookmeter sync` does. */
export function everyRunCountsOnce(name: string, storm: Storm, sync: (dir: string) => Promise<unknown>): void {
  const { writers, kills } = storm;
  const dir = temporaryFolder();
  let raged: Promise<Left> | undefined;
  // Whichever test comes first.
  const left = (): Promise<Left> => {
    raged ??= rage(dir, storm);
    return raged;
  };

  describe(`every run counts exactly once, ${name}`, () => {
    test(
      `while ${writers} write and the sidecar is killed ${kills} times, and no counter ever goes back`,
      async () => {
        const { runs } = await left();
        const sidecar = await startSidecar(dir);
        const file = await untilCounted(dir, runs);
        expect(file.system_health).toEqual({
          total_hook_executions: runs,
          overall_success_rate: 100,
          monitoring_active: true,
        });
        const page = await scrape(sidecar.url);
        expect([
          executionsOn(page, { hook_outcome: 'success' }),
          executionsOn(page),
          sumOf(page, 'hook_duration_seconds_count'),
          sumOf(page, 'hook_active'),
          sumOf(page, 'hookmeter_rejects_total'),
          sumOf(page, 'hookmeter_lines_total'),
        ]).toEqual([runs, runs, runs, 0, 0, 2 * runs]);
        expect((await sidecar.stop('SIGTERM')).code).toBe(0);
      },
      PATIENCE,
    );

    test.each(DAMAGES)(
      '%s',
      async (_, damage) => {
        const { runs, checkpoints } = await left();
        const copy = temporaryFolder();
        // A sidecar that is killed while it starts leaves the socket that it had not yet given its name.
        cpSync(dir, copy, { recursive: true, filter: (path) => !/\.sock(\.|$)/.test(path) });
        damage(copy, checkpoints);
        await sync(copy);
        expect(metricsFileOf(copy).system_health.total_hook_executions).toBe(runs);

        // Whatever was known of ended runs must still be known: the same lines once more change nothing.
        appendFileSync(join(copy, 'journal', `${dayOf(Date.now())}.ndjson`), someEnds(copy));
        await sync(copy);
        expect(metricsFileOf(copy).system_health.total_hook_executions).toBe(runs);
      },
      PATIENCE,
    );
  });
}

const DAMAGES: readonly (readonly [what: string, damage: (dir: string, checkpoints: readonly string[]) => void])[] = [
  ['after the newest checkpoint was deleted', (dir) => rmSync(join(dir, 'checkpoint.json'))],
  ['after the newest checkpoint was cut in half', (dir) => halve(join(dir, 'checkpoint.json'))],
  ['after one bit of the newest checkpoint turned', (dir) => flipBit(join(dir, 'checkpoint.json'))],
  [
    'after both checkpoints were damaged',
    (dir) => {
      halve(join(dir, 'checkpoint.json'));
      writeFileSync(join(dir, 'checkpoint.previous.json'), '\u0000\u0000');
    },
  ],
  [
    'after both checkpoints were deleted',
    (dir) => {
      rmSync(join(dir, 'checkpoint.json'));
      rmSync(join(dir, 'checkpoint.previous.json'));
    },
  ],
  ['after the files of ended runs were deleted', (dir) => rmSync(join(dir, 'seen'), { recursive: true })],
  [
    'after the files of ended runs were damaged',
    (dir) => {
      for (const name of readdirSync(join(dir, 'seen'))) flipBit(join(dir, 'seen', name));
    },
  ],
  [
    'after an old checkpoint was put back',
    (dir, checkpoints) => writeFileSync(join(dir, 'checkpoint.json'), checkpoints[0] ?? 'there was none'),
  ],
  [
    'after an old checkpoint was put back without the files of ended runs',
    (dir, checkpoints) => {
      writeFileSync(join(dir, 'checkpoint.json'), checkpoints[2] ?? 'there was none');
      rmSync(join(dir, 'seen'), { recursive: true });
    },
  ],
  ['after the journal was copied to other inodes', () => {}],
];

async function rage(dir: string, { writers, leastRunsOfEach, kills, seed }: Storm): Promise<Left> {
  console.log(`seed ${seed} (HOOKMETER_TEST_SEED repeats it)`);
  const random = seeded(seed);
  const room = temporaryFolder(); // goes with the test, and the writers with it
  const writing = Array.from({ length: writers }, (_, i) => writer(i, dir, room, leastRunsOfEach));
  const checkpoints: string[] = [];
  let seen = 0;
  for (let kill = 0; kill < kills; kill++) {
    const { child, stdout, ended } = launchSidecar(dir, { flags: ['--port', '0', '--log-level', 'warn'] });
    if (kill % 4 === 0) {
      await delay(random() * 400); // before, while or after it reads what was left
    } else {
      const url = await until(`sidecar ${kill} listens`, () => /http:\S+/.exec(stdout())?.[0]);
      seen = await until('more is counted than before', () => moreThan(seen, url));
      if (kill % 4 === 1) await askToSave(dir);
      if (kill % 4 === 2) void askToSave(dir); // so that some are killed while they save
      await delay(kill % 4 === 2 ? random() * 40 : random() * 700);
    }
    child.kill('SIGKILL');
    expect(await ended).toMatchObject({ signal: 'SIGKILL', stderr: '' });
    checkpoints.push(...checkpointIn(dir));
  }
  writeFileSync(join(room, 'stop'), '');
  const runs = (await Promise.all(writing)).reduce((sum, each) => sum + each, 0);
  expect(checkpoints.length).toBeGreaterThan(2);
  return { dir, runs, checkpoints };
}

async function moreThan(seen: number, url: string): Promise<number | false> {
  const counted = executionsOn(await scrape(url));
  if (counted < seen) throw new GivenUp(`a counter went back from ${seen} to ${counted}`);
  return counted > seen && counted;
}

function writer(i: number, dir: string, room: string, leastRuns: number): Promise<number> {
  const child = start('bash', ['-c', WRITER], {
    env: cleanEnv({ HOOKMETER_DIR: dir, SHIM, ROOM: room, WRITER: String(i), LEAST: String(leastRuns) }),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said = collect(child.stdout);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => resolve(Number(said())));
  });
}

/** What `hookmeter sync` asks of a running sidecar. */
function askToSave(dir: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = createConnection(join(dir, 'sidecar.sock'), () => socket.write('sync\n'));
    socket.on('error', () => {}).on('close', () => resolve());
    socket.resume();
  });
}

function checkpointIn(dir: string): string[] {
  try {
    return [readFileSync(join(dir, 'checkpoint.json'), 'utf8')];
  } catch {
    return [];
  }
}

function halve(path: string): void {
  truncateSync(path, Math.floor(readFileSync(path).length / 2));
}

function flipBit(path: string): void {
  const bytes = readFileSync(path);
  const middle = Math.floor(bytes.length / 2);
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}

/** A few hundred end lines from the journal. */
function someEnds(dir: string): string {
  const [name = ''] = readdirSync(join(dir, 'journal'));
  const lines = readFileSync(join(dir, 'journal', name), 'utf8').split('\n');
  return `${lines
    .filter((line) => line.includes('"kind":"end"'))
    .slice(0, 300)
    .join('\n')}\n`;
}
