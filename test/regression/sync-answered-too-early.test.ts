import { readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { hookmeter, MAIN, runHook, startSidecar } from '../support/hookmeter.ts';
import { append, dayOf, ends, noonAgo } from '../support/journal.ts';
import { metricsFileOf } from '../support/metrics-file.ts';
import { cleanEnv, collect, start } from '../support/programs.ts';
import { until } from '../support/until.ts';

const BACKLOG = 100_000;

interface Reading {
  readonly dir: string;
  /** Lets it read on once somebody else has come for the directory. */
  goOn(): Promise<void>;
  readonly ended: Promise<{ readonly code: unknown; readonly stdout: string }>;
}

/** Starts `hookmeter WORDS` on a journal that takes it a while to read, and holds it there amid its reading. */
async function amidItsReading(...words: readonly string[]): Promise<Reading> {
  const dir = temporaryFolder();
  const at = noonAgo(1);
  append(dir, dayOf(at), ends(BACKLOG, 'old', at));
  const child = start(process.execPath, [MAIN, ...words], {
    env: cleanEnv({ HOOKMETER_DIR: dir }),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const stdout = collect(child.stdout);
  const ended = new Promise<Awaited<Reading['ended']>>((resolve) =>
    child.once('close', (code) => resolve({ code, stdout: stdout() })),
  );
  await until('it reads the journal', () => hasOpen(child.pid ?? 0, join(dir, 'journal')));
  child.kill('SIGSTOP');
  onTestFinished(() => void child.kill('SIGCONT'));
  return {
    dir,
    ended,
    async goOn() {
      await until('somebody comes for the directory', () =>
        readdirSync(dir).some((name) => name.startsWith('sidecar.sock.')),
      );
      child.kill('SIGCONT');
    },
  };
}

/** Whether a process has a file of a folder open. */
function hasOpen(pid: number, folder: string): boolean {
  const descriptors = `/proc/${pid}/fd`;
  return readdirSync(descriptors).some((fd) => isIn(folder, join(descriptors, fd)));
}

function isIn(folder: string, link: string): boolean {
  try {
    return readlinkSync(link).startsWith(`${folder}/`);
  } catch {
    return false; // it has just been closed
  }
}

test.runIf(process.platform === 'linux')(
  'sync beside a sidecar that still reads its backlog waits for all of it',
  async () => {
    const sidecar = await amidItsReading('serve', '--port', '0');
    const sync = hookmeter(sidecar.dir, ['sync', '--json']);
    await sidecar.goOn();
    const { code, stdout, stderr } = await sync;
    expect([code, JSON.parse(stdout), stderr]).toEqual([0, { lines: BACKLOG, open_runs: 0, by: 'sidecar' }, '']);
  },
);

test.runIf(process.platform === 'linux')('of syncs at once each counts what was there before it began', async () => {
  const first = await amidItsReading('sync', '--json');
  await runHook(first.dir, 'late');
  const second = hookmeter(first.dir, ['sync', '--json']);
  await first.goOn();
  const { code, stdout, stderr } = await second;
  expect([(await first.ended).code, code, stderr]).toEqual([0, 0, '']);
  expect(JSON.parse(stdout)).toEqual({ lines: BACKLOG + 2, open_runs: 0, by: 'sync' });
  expect(metricsFileOf(first.dir).system_health.total_hook_executions).toBe(BACKLOG + 1);
});

test.runIf(process.platform === 'linux')(
  'a sidecar that starts during a sync waits for it instead of refusing',
  async () => {
    const sync = await amidItsReading('sync');
    const sidecar = startSidecar(sync.dir);
    await sync.goOn();
    await sidecar;
    expect((await sync.ended).code).toBe(0);
  },
);
