// The demo itself: weeks are invented, commits are made, and what came of it is shown.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import * as v from 'valibot';
import { placesIn } from '../../base/paths.ts';
import { UserError } from '../../base/user-error.ts';
import { readSettings } from '../../sidecar/config.ts';
import { startSidecar } from '../../sidecar/sidecar.ts';
import { counted } from '../../views/words.ts';
import { stderrLog } from '../log.ts';
import { reportOn } from '../report.ts';
import { say } from '../say.ts';
import { sync } from '../sync.ts';
import { afterOnce, programName, whileItStays } from './closing-words.ts';
import { createRepository } from './repository.ts';
import { inventWeeks } from './weeks.ts';

export interface Play {
  readonly commits: number;
  /** With the invented weeks. */
  readonly history: boolean;
  readonly stay: boolean;
  readonly stopped: Promise<void>;
  isStopped(): boolean;
}

/** False where it was stopped before there was anything to look at. */
export async function play(folder: string, { commits, history, stay, stopped, isStopped }: Play): Promise<boolean> {
  const places = placesIn(join(folder, 'state'));
  const repository = createRepository(folder, places.dir);
  const read = readSettings({ port: 0 }, {}, places.config); // whatever else is configured is not the demo's
  if (!read.ok) throw new UserError(read.message);
  const { settings } = read;
  if (history) say(`${counted(await inventWeeks(places), 'run')} of three weeks and ten hooks are invented.\n`);
  const sidecar = await startSidecar(places, settings, stderrLog('warn'));
  try {
    say('A git repository with three real hooks is made; a sidecar counts.\n');
    for (let i = 1; i <= commits && !isStopped(); i++) {
      const ending = repository.commit(i);
      await nextTurn(); // the sidecar in this process gets its turn, and so does Ctrl-C
      if (!isStopped()) say(`  commit ${i} of ${commits}: ${ending}\n`);
    }
    if (isStopped()) return false;
    await sync({ places, settings });
    say(`\n${await metricsPage(sidecar.url)}\n`);
    say(`\n${metricsFile(places.metricsFile)}\n`);
    say(`\n$ hookmeter report\n${(await reportOn({ places, settings }, 'text')).trimEnd()}\n\n`);
    const program = programName(process.env);
    say(
      stay
        ? whileItStays({ program, history, url: sidecar.url, dir: places.dir, repository: repository.path })
        : afterOnce(program),
    );
    if (stay) await stopped;
    return true;
  } finally {
    await sidecar.stop();
  }
}

/** Only series that have counted something: the zeros are for Prometheus. */
async function metricsPage(url: string): Promise<string> {
  const page = await (await fetch(`${url}/metrics`)).text();
  const lines = page.split('\n').filter((line) => /^hook_executions_total.*repository.* [^0]/.test(line));
  return [`$ curl -s ${url}/metrics | grep '^hook_executions_total.*repository.* [^0]'`, ...lines].join('\n');
}

function metricsFile(path: string): string {
  const file = v.parse(FILE, JSON.parse(readFileSync(path, 'utf8')));
  const parts = [file.hook_performance['flaky-notify'], file.system_health].map((part) =>
    JSON.stringify(part, null, 2),
  );
  return [`$ jq '.hook_performance["flaky-notify"], .system_health' ${path}`, ...parts].join('\n');
}

const FILE = v.object({ hook_performance: v.record(v.string(), v.unknown()), system_health: v.unknown() });
