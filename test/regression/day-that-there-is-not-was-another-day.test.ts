// `--since 2026-02-30` was taken for 2 March.

import { expect, test } from 'vitest';
import { momentFrom } from '../../src/base/moment.ts';
import { micros } from '../../src/base/units.ts';

test.each(['2026-02-30', '2026-04-31', '2026-02-30T08:30Z', '2025-02-29T23:59:59.5+14:00', '2026-11-01T24:30Z'])(
  '%s is no time',
  (text) => expect(() => momentFrom(text, micros(0))).toThrow(`--since is "${text}"; expected a time like`),
);

test.each([
  ['2024-02-29', '2024-02-29T00:00:00.000Z'],
  ['2026-03-01T00:30+02:00', '2026-02-28T22:30:00.000Z'],
  ['2026-12-31T23:59:59.5-01:00', '2027-01-01T00:59:59.500Z'],
])('%s is one', (text, iso) => expect(new Date(momentFrom(text, micros(0)) / 1e3).toISOString()).toBe(iso));
