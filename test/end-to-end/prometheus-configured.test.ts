// What a real Prometheus sees of hooks that never ran.

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { emptyManifest, writeManifest } from '../../src/hosts/manifest.ts';
import { temporaryFolder } from '../support/folders.ts';
import { SHIM, startSidecar } from '../support/hookmeter.ts';
import { executionsOn, scrape } from '../support/metrics-page.ts';
import { needs } from '../support/needs.ts';
import { isInstalled, run } from '../support/programs.ts';
import { GivenUp, until } from '../support/until.ts';
import { startPrometheus } from './scraping.ts';

test('a hook that is configured stands at zero before it ever runs, and its first run counts', async (context) => {
  needs(context, 'prometheus', isInstalled('prometheus'));
  const dir = temporaryFolder();
  const hook = { event: 'pre-commit', host: 'git', scope: 'project', file: 'f', command: 'c', since: 0 } as const;
  writeManifest(join(dir, 'manifest.json'), {
    ...emptyManifest(),
    hooks: [
      { ...hook, hook: 'foreseen', project: 'web' }, // the run that comes has exactly these names
      { ...hook, hook: 'elsewhere' }, // and this one a project
    ],
  });
  const { port, url } = await startSidecar(dir);
  const server = await startPrometheus(port);
  const successes = (name: string, project: string): string =>
    `hook_executions_total{hook_name="${name}",hook_project="${project}",hook_outcome="success"}`;
  await until('both are known at zero', async () => {
    const told = await server.query('hook_executions_total{hook_outcome="success"}');
    return told.length === 2 && told.every(({ last }) => last === 0);
  });
  for (const name of ['foreseen', 'elsewhere']) {
    const words = ['--hook', name, '--event', 'pre-commit', '--agent', 'git', '--project', 'web', '-c', ':'];
    await run(SHIM, words, { env: { HOOKMETER_DIR: dir } });
    const series = successes(name, 'web');
    await until(`the first run of ${name} counts`, async () => {
      const [told] = await server.query(`${series}[5m]`);
      if (told !== undefined && told.values[0] !== 0) throw new GivenUp(`it began with ${told.values[0]}`);
      const increase = (await server.query(`increase(${series}[5m])`)).at(0)?.last ?? 0;
      return told?.last === 1 && increase > 0.9 && increase < 1.5;
    });
  }
  await until('what never ran is gone', async () => (await server.query(successes('elsewhere', ''))).length === 0);
  expect((await server.query('max(resets(hook_executions_total[10m]))')).at(0)?.last).toBe(0);
  expect(executionsOn(await scrape(url))).toBe(2);
});
