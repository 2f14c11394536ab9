import { expect, test } from 'vitest';
import { decodeCheckpoint, encodeCheckpoint } from '../../src/ledger/checkpoint.ts';
import { emptyState } from '../../src/ledger/state.ts';

const whole = encodeCheckpoint({ ledger: emptyState(), days: [], seen: [], scrapers: undefined });

test.each([
  ['whose body is missing, with the checksum of nothing', '{"v":1,"crc":0,"body":}\n'],
  ['that ends before its body, with the checksum of nothing', '{"v":1,"crc":0,"body":'],
  ['with something behind its end', `${whole}x`],
  ['without its newline', whole.slice(0, -1)],
])('a checkpoint %s is refused', (_what, text) => {
  expect(decodeCheckpoint(text)).toMatchObject({ ok: false });
});
