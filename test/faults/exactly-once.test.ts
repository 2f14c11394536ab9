// The promise that everything else stands on: whoever writes at once, whatever is killed meanwhile, every run counts once.

import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { hookmeter, MAIN, SHIM, startSidecar } from '../support/hookmeter.ts';
import { dayOf } from '../support/journal.ts';
import { metricsFileOf, untilCounted } from '../support/metrics-file.ts';
import { executionsOn, scrape, sumOf } from '../support/metrics-page.ts';
import { cleanEnv, collect, start } from '../support/programs.ts';
import { seeded } from '../support/random.ts';
import { until } from '../support/until.ts';

const WRITERS = 64;
const LEAST_RUNS = Number(process.env['HOOKMETER_TEST_RUNS_PER_WRITER'] ?? 12);
const KILLS = 20;
const SEED = Number(process.env['HOOKMETER_TEST_SEED'] ?? Date.now() % 1e9);

/** Goes on until it is told to stop, and then says how many runs it made. */
const WRITER = `
  runs=0
  while [ -d "$ROOM" ] && { [ $runs -lt "$LEAST" ] || [ ! -e "$ROOM/stop" ]; }; do
    "$SHIM" --hook "hook-$((WRITER % 8))" -- true
    runs=$((runs + 1))
    read -r -t 0.8 <> <(:)
  done
  echo $runs`;

const scene = { dir: mkdtempSync(join(tmpdir(), 'hm-once-')), runs: 0, checkpoints: [] as string[] };
afterAll(() => rmSync(scene.dir, { recursive: true, force: true }));

describe.sequential('every run counts exactly once', () => {
  test(`while ${WRITERS} write and the sidecar is killed ${KILLS} times, and no counter ever goes back`, async () => {
    console.log(`seed ${SEED} (HOOKMETER_TEST_SEED repeats it)`);
    const random = seeded(SEED);
    const { dir } = scene;
    const room = temporaryFolder(); // goes with the test, and the writers with it
    const writers = Array.from({ length: WRITERS }, (_, i) => writer(i, dir, room));
    let seen = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      const child = start(process.execPath, [MAIN, 'serve', '--port', '0', '--log-level', 'warn'], {
        env: cleanEnv({ HOOKMETER_DIR: dir }),
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const said = collect(child.stdout);
      const complained = collect(child.stderr);
      const over = new Promise<NodeJS.Signals | null>((resolve) => child.once('exit', (_, signal) => resolve(signal)));
      if (kill % 4 === 0) {
        await delay(random() * 400); // before, while or after it reads what was left
      } else {
        const url = await until(`sidecar ${kill} listens`, () => /http:\S+/.exec(said())?.[0]);
        const counted = executionsOn(await scrape(url));
        expect(counted).toBeGreaterThanOrEqual(seen);
        seen = counted;
        if (kill % 4 === 1) await askToSave(dir);
        if (kill % 4 === 2) void askToSave(dir); // so that some are killed while they save
        await delay(kill % 4 === 2 ? random() * 40 : random() * 700);
      }
      child.kill('SIGKILL');
      expect([await over, complained()]).toEqual(['SIGKILL', '']);
      scene.checkpoints.push(...checkpointIn(dir));
    }
    writeFileSync(join(room, 'stop'), '');
    scene.runs = (await Promise.all(writers)).reduce((sum, runs) => sum + runs, 0);
    expect([seen > 0, scene.checkpoints.length > 2]).toEqual([true, true]);

    const sidecar = await startSidecar(dir);
    const file = await untilCounted(dir, scene.runs);
    expect(file.system_health).toEqual({
      total_hook_executions: scene.runs,
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
    ]).toEqual([scene.runs, scene.runs, scene.runs, 0, 0, 2 * scene.runs]);
    expect((await sidecar.stop('SIGTERM')).code).toBe(0);
  }, 300_000);

  test.each<readonly [string, (dir: string) => void]>([
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
      (dir) => writeFileSync(join(dir, 'checkpoint.json'), scene.checkpoints[0] ?? 'there was none'),
    ],
    [
      'after an old checkpoint was put back without the files of ended runs',
      (dir) => {
        writeFileSync(join(dir, 'checkpoint.json'), scene.checkpoints[2] ?? 'there was none');
        rmSync(join(dir, 'seen'), { recursive: true });
      },
    ],
    ['after the journal was copied to other inodes', () => {}],
  ])('%s', async (_, damage) => {
    const dir = temporaryFolder();
    // A sidecar that is killed while it starts leaves the socket that it had not yet given its name.
    cpSync(scene.dir, dir, { recursive: true, filter: (path) => !/\.sock(\.|$)/.test(path) });
    damage(dir);
    const first = await hookmeter(dir, ['sync', '--json']);
    expect([first.code, metricsFileOf(dir).system_health.total_hook_executions]).toEqual([0, scene.runs]);

    // Whatever was known of ended runs must still be known: the same lines once more change nothing.
    appendFileSync(join(dir, 'journal', `${dayOf(Date.now())}.ndjson`), someEnds(dir));
    const second = await hookmeter(dir, ['sync', '--json']);
    expect([second.code, metricsFileOf(dir).system_health.total_hook_executions]).toEqual([0, scene.runs]);
  });
});

function writer(i: number, dir: string, room: string): Promise<number> {
  const child = start('bash', ['-c', WRITER], {
    env: cleanEnv({ HOOKMETER_DIR: dir, SHIM, ROOM: room, WRITER: String(i), LEAST: String(LEAST_RUNS) }),
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
