// The committed files are what the sources make. `npm run dashboards` runs this test and writes them.

import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { dashboardFiles } from '../../grafana/dashboards.ts';

const FOLDER = fileURLToPath(new URL('../../grafana/dashboards/', import.meta.url));

test.each([...dashboardFiles()])('%s is what its source makes', async (name, text) => {
  await expect(text).toMatchFileSnapshot(`${FOLDER}${name}`);
});

test('there is no other file among them', () => {
  expect(readdirSync(FOLDER).filter((name) => !dashboardFiles().has(name))).toEqual([]);
});
