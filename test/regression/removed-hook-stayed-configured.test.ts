import { rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type Machine, machine } from '../support/machine.ts';

const USER = '~/.claude/settings.json';
const OTHER = '~/.codex/hooks.json';
const settings = (...commands: readonly string[]): string =>
  JSON.stringify({ hooks: { Stop: [{ hooks: commands.map((command) => ({ type: 'command', command })) }] } });

async function installed(): Promise<Machine> {
  const here = machine();
  here.put(USER, settings('./guard.sh'));
  here.put(OTHER, settings('./other.sh'));
  await here.hookmeter(['install', '--yes']);
  return here;
}

async function neverRan(here: Machine): Promise<readonly string[]> {
  const { stdout } = await here.hookmeter(['report']);
  return Array.from(stdout.matchAll(/^ {2}(\w+) \(Stop, /gm), ([, name = '']) => name);
}

test.each<readonly [string, (here: Machine) => void]>([
  ['its file has no hooks any more', (here) => here.put(USER, '{"model": "opus"}')],
  ['its file is gone', (here) => rmSync(here.path(USER))],
])('install forgets a hook when %s, and says so', async (_, remove) => {
  const here = await installed();
  expect(await neverRan(here)).toEqual(['guard', 'other']);
  remove(here);
  const doctor = await here.hookmeter(['doctor']);
  expect(doctor.stdout).toMatch(
    /^warn {4}hosts .* Claude Code, ~\/\.claude\/settings\.json: no longer there: guard – hookmeter install forgets it/m,
  );
  expect(await neverRan(here)).toEqual(['guard', 'other']);
  const again = await here.hookmeter(['install', '--yes']);
  expect([again.code, again.stderr]).toEqual([0, '']);
  expect(again.stdout).toContain('No longer configured, and forgotten: guard (Stop).\n');
  expect(await neverRan(here)).toEqual(['other']);
  expect((await here.hookmeter(['doctor'])).stdout).not.toContain('guard');
});

test('an install that looks elsewhere leaves it', async () => {
  const here = await installed();
  here.put(USER, '{}');
  await here.hookmeter(['install', 'codex', '--yes']);
  expect(await neverRan(here)).toEqual(['guard', 'other']);
});
