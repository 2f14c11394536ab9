import { describe, expect, test } from 'vitest';
import { micros, SECOND } from '../../src/base/units.ts';
import { createSettler } from '../../src/ledger/settle.ts';
import { openRun, PID } from '../ledger/open-run.ts';
import { AT } from '../support/shim-lines.ts';

const HOUR = 3600 * SECOND;

describe('a run whose process lives stays open when the wall clock steps', () => {
  test.each([
    ['forward', HOUR],
    ['back', -HOUR],
  ])('%s', (_direction, step) => {
    const settler = createSettler('devbox');
    const look = (now: number, processStart: number): void =>
      settler.observe([openRun()], new Map([[PID, micros(processStart)]]), micros(now));
    look(AT + 10 * SECOND, AT - 1000);
    // The kernel dates the boot, and every process with it, by the clock as it is now.
    look(AT + 11 * SECOND + step, AT - 1000 + step);
    look(AT + 12 * SECOND + step, AT - 1000 + step);
    const later = micros(AT + 3 * HOUR);
    expect(settler.verdicts([openRun()], later, later)).toEqual([]);
  });
});

test('a pid that another process has got within a second or two ends the run all the same', () => {
  const settler = createSettler('devbox');
  const run = openRun();
  settler.observe([run], new Map([[PID, micros(AT)]]), micros(AT + 60 * SECOND));
  for (let second = 61; second < 70; second++) {
    settler.observe([run], new Map([[PID, micros(AT + 60.5 * SECOND)]]), micros(AT + second * SECOND));
  }
  const later = micros(AT + 70 * SECOND);
  expect(settler.verdicts([run], later, later)).toEqual([{ run, outcome: 'lost' }]);
});
