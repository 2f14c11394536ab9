import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runModule } from '../shim/in-process.ts';
import { temporaryFolder } from '../support/folders.ts';
import { journal } from '../support/shim.ts';

test('a function whose folder was removed is recorded, in the project that the folder was', async () => {
  const dir = temporaryFolder();
  const script = `import { instrument } from 'hookmeter';
    import { mkdirSync, rmSync } from 'node:fs';
    const folder = ${JSON.stringify(join(temporaryFolder(), 'x'))};
    mkdirSync(folder);
    process.chdir(folder);
    rmSync(folder, { recursive: true });
    console.log(instrument(() => 'runs', { hook: 'h' })());`;
  const ended = await runModule(script, { HOOKMETER_DIR: dir, PWD: '/srv/web' });
  expect(ended).toMatchObject({ code: 0, stdout: 'runs\n', stderr: '' });
  expect(journal(dir).lines.map(({ project }) => project)).toEqual(['web', 'web']);
});
