import { expect, test } from 'vitest';
import { placesIn } from '../../src/base/paths.ts';
import { printable } from '../../src/views/printable.ts';
import { temporaryFolder } from '../support/folders.ts';
import { hookmeter } from '../support/hookmeter.ts';
import { append, dayOf, ends } from '../support/journal.ts';

test('characters that are invisible or turn a line round are shown by their number', () => {
  const names = [
    '\u001b[31mred',
    'a\nb',
    '\u202egnp.exe',
    '\u061cx',
    'a\u200bb',
    '\ufeffa',
    'so\u00adft',
    '\u2028',
    '\u{e0041}',
    '\ud800',
  ];
  expect(names.map(printable)).toEqual([
    '\\u001b[31mred',
    'a\\u000ab',
    '\\u202egnp.exe',
    '\\u061cx',
    'a\\u200bb',
    '\\ufeffa',
    'so\\u00adft',
    '\\u2028',
    '\\u{e0041}',
    '\\ud800',
  ]);
  expect(['日本語', '👩‍💻', 'naïve <b>&amp;', 'עברית'].map(printable)).toEqual([
    '日本語',
    '👩‍💻',
    'naïve <b>&amp;',
    'עברית',
  ]);
});

test('a name of thousands of characters does not push the table off the screen', async () => {
  const dir = temporaryFolder();
  const at = Date.now();
  append(dir, dayOf(at), ends(1, 'long', at, `begin${'x'.repeat(3000)}end`) + ends(1, 'short', at, 'short'));
  const { stdout } = await hookmeter(placesIn(dir).dir, ['report']);
  const table = stdout.split('\n').slice(stdout.split('\n').findIndex((line) => line.startsWith('HOOK')));
  expect(table.slice(0, 3).map((line) => line.length <= 150)).toEqual([true, true, true]);
  expect(table[1]).toMatch(/^beginx+…x+end {2}/);
});

test('one failure in a hundred thousand is not 100 %, in the report as in metrics.json', async () => {
  const dir = temporaryFolder();
  const at = Date.now() - 200_000;
  append(dir, dayOf(at), ends(100_000, 'ok', at));
  append(dir, dayOf(at), ends(1, 'bad', at).replace('"code":0', '"code":1'));
  const { stdout } = await hookmeter(dir, ['report']);
  expect(stdout).toContain('📊 System Health: Overall Success Rate: 99.99%\n🔧 format: Success: 99.99%,');
});
