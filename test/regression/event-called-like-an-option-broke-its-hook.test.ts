// A wrapper around a hook whose event is called `--` or `-c` ran nothing, or the wrong words.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { claudeCode } from '../../src/hosts/claude-code.ts';
import { survey } from '../../src/hosts/survey.ts';
import { temporaryFolder } from '../support/folders.ts';

test.each(['--', '-c'])('a hook of the event %s is left, with the reason', (event) => {
  const project = temporaryFolder();
  mkdirSync(join(project, '.claude'));
  const hooks = {
    [event]: [{ hooks: [{ type: 'command', command: 'true' }] }],
    Stop: [{ hooks: [{ type: 'command', command: 'x' }] }],
  };
  writeFileSync(join(project, '.claude/settings.json'), JSON.stringify({ hooks }));
  const { files } = survey({ hosts: [claudeCode], scope: 'project' }, { home: project, project, env: {} });
  expect(
    files.flatMap((file) => file.hooks.map(({ state }) => (state.kind === 'left' ? state.why : state.kind))),
  ).toEqual([`its event is called ${event}, which no wrapper can pass on`, 'bare']);
});
