// The Dockerfile, read without an engine. image.full.test.ts carries it out.

import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { hookmeter } from '../support/hookmeter.ts';
import { context, imageEnv, readDockerfile, restOf } from './image.ts';

const stages = readDockerfile();
const last = stages.at(-1)?.steps ?? [];

describe('the Dockerfile', () => {
  test('builds on one version of Node, wholly pinned, and ends as a user without rights', () => {
    expect(new Set(stages.map(({ base }) => base)).size).toBe(1);
    expect(stages[0]?.base).toMatch(/^node:22\.\d+\.\d+-bookworm-slim$/);
    expect(restOf(stages, 'USER')).toBe('node');
  });

  test('lets nothing into the build that it does not copy', () => {
    const copied = stages.flatMap(({ steps }) => steps.filter(({ word }) => word === 'COPY').map(({ rest }) => rest));
    const tops = copied
      .filter((rest) => !rest.startsWith('--from='))
      .flatMap((rest) => rest.split(/\s+/).slice(0, -1))
      .map((source) => source.split('/')[0]);
    expect(new Set(tops)).toEqual(context());
  });

  test('has no development dependency in the end', () => {
    const [dependencies] = stages.filter(({ name }) => name === 'dependencies');
    expect(dependencies?.steps.find(({ word }) => word === 'RUN')?.rest).toMatch(/^npm ci --omit=dev /);
    expect(last.find(({ rest }) => rest.includes('node_modules'))?.rest).toMatch(/^--from=dependencies /);
  });
});

test('started without a token and without leave, the image says what it needs', async () => {
  const { HOOKMETER_HOST } = imageEnv(stages);
  const words: string[] = JSON.parse(restOf(stages, 'CMD'));
  const { code, stderr } = await hookmeter(temporaryFolder(), words, { env: { HOOKMETER_HOST } });
  expect([code, stderr]).toEqual([2, expect.stringContaining('set HOOKMETER_TOKEN or HOOKMETER_BASIC_AUTH')]);
});
