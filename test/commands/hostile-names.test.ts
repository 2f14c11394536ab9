// Names from outside – of hooks, events, projects, files, baselines – reach a terminal as harmless text, whatever command tells them.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { harmless } from '../../src/views/printable.ts';
import { append, dayOf } from '../support/journal.ts';
import { type Machine, machine } from '../support/machine.ts';

const EVIL = 'a\u001b]52;c;aGk=\u0007\u001b[2J\u202etxt\u009b31m\u2028\u0000\rz';
const NAMES = [EVIL, `${EVIL} two`, '\u001b[31mred\u001b[0m', 'x\u200b\u2066y'];

/** What may not reach a terminal: control and direction characters but line ends and tabs. */
const RAW = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

function journalOf(it: Machine): void {
  const at = Date.now() - 3_600_000;
  const lines = NAMES.flatMap((name, i) =>
    Array.from({ length: 12 }, (_, k) => {
      const who = { hook: name, event: name, agent: name, project: name };
      const end = { v: 1, kind: 'end', run: `${i}-${k}`, ...who, at: (at + k) * 1000, us: 5000 + k, code: k % 3 };
      return `${JSON.stringify(end)}\n`;
    }),
  );
  append(it.state, dayOf(at), lines.join(''));
}

function hooksOf(it: Machine): void {
  const handler = (command: string) => [{ hooks: [{ type: 'command', command }] }];
  const hooks = Object.fromEntries(NAMES.map((name, i) => [name, handler(`${name} ${i}`)]));
  it.put('~/.claude/settings.json', JSON.stringify({ hooks }));
  it.put(
    '.gemini/settings.json',
    JSON.stringify({ hooks: { BeforeTool: [{ hooks: [{ name: EVIL, type: 'command', command: EVIL }] }] } }),
  );
  const job = (name: string) => `    - name: ${JSON.stringify(name)}\n      run: ${JSON.stringify(`echo ${name}`)}\n`;
  it.put('lefthook.yml', `${JSON.stringify(EVIL)}:\n  jobs:\n${NAMES.map(job).join('')}`);
}

const COMMANDS: readonly (readonly string[])[] = [
  ['install', '--dry-run'],
  ['install', '--yes'],
  ['install', '--yes'],
  ['install', '--event', EVIL],
  ['install', '--decisions', EVIL, '--yes'],
  ['doctor'],
  ['sync'],
  ['status'],
  ['report'],
  ['report', '--hook', EVIL],
  ['report', '--format', 'markdown'],
  ['baseline', 'save', 'before'],
  ['baseline', 'list'],
  ['baseline', 'show', 'before'],
  ['baseline', 'show', EVIL.replaceAll('\0', '')],
  ['compare', 'before'],
  ['forget', EVIL.replaceAll('\0', '')],
  ['import', 'transcripts', 'gone\u001b[2J.jsonl'],
  ['push', '--textfile', 'x\u202e.prom'],
  ['push', '--pushgateway', 'http://\u001b[2J'],
  ['serve', '--port', '\u001b[2J'],
  ['uninstall', '--dry-run'],
  ['uninstall', '--yes'],
];

describe('every command', () => {
  test('tells hostile names as text', async () => {
    const it = machine();
    mkdirSync(it.state, { recursive: true, mode: 0o700 });
    journalOf(it);
    hooksOf(it);
    const raw: unknown[] = [];
    for (const words of COMMANDS) {
      const { stdout, stderr } = await it.hookmeter(words.map((word) => word.replaceAll('\0', '')));
      for (const [stream, text] of [
        ['stdout', stdout],
        ['stderr', stderr],
      ] as const) {
        if (RAW.test(text)) raw.push([words, stream, text.split('\n').filter((line) => RAW.test(line))]);
      }
      expect(stderr).not.toContain('this is a bug');
    }
    expect(raw).toEqual([]);
  });

  test('tells files that it cannot read by a harmless name', async () => {
    const it = machine();
    const folder = join(it.project, `.github/hooks`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${EVIL.replaceAll('\0', '').replaceAll('/', '')}.json`), '{"hooks": [');
    for (const words of [['install', '--dry-run'], ['uninstall', '--yes'], ['doctor']]) {
      const { stdout, stderr } = await it.hookmeter(words);
      expect([words, RAW.test(stdout), RAW.test(stderr)]).toEqual([words, false, false]);
      expect(stdout + stderr).toContain('\\u001b]52;');
    }
  });
});

test.each([
  ['a\n\tb', 'a\n\tb'],
  ['\u001b[1mbold\u001b[0m', '\u001b[1mbold\u001b[0m'],
  ['\u001b[2J\u001b]0;x\u0007', '\\u001b[2J\\u001b]0;x\\u0007'],
  ['a\rb\u202e', 'a\\u000db\\u202e'],
])('of the text %j, a terminal gets %j', (text, shown) => {
  expect(harmless(text)).toBe(shown);
});
