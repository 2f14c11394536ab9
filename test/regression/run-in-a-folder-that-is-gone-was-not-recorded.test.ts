import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runModule } from '../shim/in-process.ts';
import { temporaryFolder } from '../support/folders.ts';

test('a function whose folder was removed is recorded, in the project that the folder was', async () => {
  const dir = temporaryFolder();
  const script = `import { instrument } from 'hookmeter';
    import { mkdtempSync, rmSync } from 'node:fs';
    const folder = mkdtempSync('${temporaryFolder()}/x');
    process.chdir(folder);
    rmSync(folder, { recursive: true });
    console.log(instrument(() => 'runs', { hook: 'h' })());`;
  const ended = await runModule(script, { HOOKMETER_DIR: dir, PWD: '/srv/web' });
  expect(ended).toMatchObject({ code: 0, stdout: 'runs\n', stderr: '' });
  const [day = ''] = readdirSync(join(dir, 'journal'));
  const lines = readFileSync(join(dir, 'journal', day), 'utf8')
    .trim()
    .split('\n');
  expect(lines.map((line) => JSON.parse(line).project)).toEqual(['web', 'web']);
});
