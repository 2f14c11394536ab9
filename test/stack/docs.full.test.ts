// docs/stack.md, read by the other Prometheus and by Compose.

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { otherReleases } from '../support/monitoring.ts';
import { needs } from '../support/needs.ts';
import { composeProgram, readCompose } from './compose.ts';
import { blocks, readBy } from './docs-suite.ts';
import { write } from './files.ts';

test('there is another Prometheus to test with', (context) =>
  needs(context, 'Prometheus 3', otherReleases().length > 0));

for (const programs of otherReleases()) readBy(programs);

test('Compose takes every override, and asks for a password where one is needed', (context) => {
  needs(context, 'Compose 2', composeProgram() !== undefined);
  const found = blocks('yaml', '# docker-compose.override.yml').map((text) =>
    write(join(temporaryFolder(), 'docker-compose.override.yml'), text),
  );
  expect(found).toHaveLength(2);
  const grafana = readCompose({ GRAFANA_ADMIN_PASSWORD: 'chosen' }, ...found).services['grafana'];
  expect(grafana?.environment).toMatchObject({
    GF_AUTH_DISABLE_LOGIN_FORM: 'false',
    GF_SECURITY_ADMIN_PASSWORD: 'chosen',
    GF_AUTH_ANONYMOUS_ORG_ROLE: 'Viewer',
  });
  expect(() => readCompose({}, ...found)).toThrow(/choose one/);
});
