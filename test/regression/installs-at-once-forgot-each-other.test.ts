import { expect, test } from 'vitest';
import { MAIN } from '../support/hookmeter.ts';
import { type Machine, machine } from '../support/machine.ts';
import { cleanEnv, collect, run, start } from '../support/programs.ts';
import { until } from '../support/until.ts';

const FILES: Readonly<Record<string, string>> = {
  'claude-code': '~/.claude/settings.json',
  codex: '~/.codex/hooks.json',
  'gemini-cli': '~/.gemini/settings.json',
};
const HOSTS = Object.keys(FILES);

/** `\u0065cho` comes back as it was spelled only where manifest.json knows of it. */
function threeHosts(): Machine {
  const here = machine();
  for (const [host, file] of Object.entries(FILES)) {
    here.put(file, String.raw`{"hooks": {"Stop": [{"hooks": [{"type": "command", "command": "\u0065cho ${host}"}]}]}}`);
  }
  return here;
}

const hostsOnRecord = (here: Machine): string[] =>
  JSON.parse(here.read('~/.local/state/hookmeter/manifest.json'))
    .hooks.map(({ host }: { readonly host: string }) => host)
    .sort();

test('what was installed while another install waited for its answer stays on record', async () => {
  const here = threeHosts();
  const before = here.tree();
  const waiting = start('script', ['-qec', `${process.execPath} ${MAIN} install claude-code`, '/dev/null'], {
    env: cleanEnv(here.env),
    cwd: here.project,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const said = collect(waiting.stdout);
  const ended = new Promise((resolve) => waiting.once('close', resolve));
  await until('it asks', () => said().includes('Change 1 file?'));
  await here.hookmeter(['install', 'codex', '--yes']);
  waiting.stdin?.end('y\n');
  await ended;
  expect(hostsOnRecord(here)).toEqual(['claude-code', 'codex']);
  await here.hookmeter(['uninstall', '--yes']);
  expect(here.tree()).toEqual(before);
});

test('installs that are started together know of each other', async () => {
  const here = threeHosts();
  const before = here.tree();
  const all = await Promise.all(HOSTS.map((host) => here.hookmeter(['install', host, '--yes'])));
  expect(all.map(({ code, stderr }) => [code, stderr])).toEqual(HOSTS.map(() => [0, '']));
  expect(hostsOnRecord(here)).toEqual([...HOSTS].sort());
  const elsewhere = await run(process.execPath, [MAIN, 'uninstall', '--yes'], { env: here.env, cwd: here.home });
  expect([elsewhere.code, here.tree()]).toEqual([0, before]);
});

test('the same install, started twice, wraps once and fails nowhere', async () => {
  const here = threeHosts();
  const before = here.tree();
  const both = await Promise.all([0, 1].map(() => here.hookmeter(['install', '--yes'])));
  expect(both.map(({ code, stderr }) => [code, stderr])).toEqual([
    [0, ''],
    [0, ''],
  ]);
  await here.hookmeter(['uninstall', '--yes']);
  expect(here.tree()).toEqual(before);
});
