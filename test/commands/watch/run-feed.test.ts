import { expect, test } from 'vitest';
import { type Micros, micros } from '../../../src/base/units.ts';
import { createRunFeed } from '../../../src/commands/watch/run-feed.ts';
import { parseLine } from '../../../src/journal/lines.ts';
import { dayOf, endLine, type LineOfRun, startLine } from '../../support/journal.ts';

const AT = Date.UTC(2026, 10, 25, 14, 3);

/** A feed and what came out of it, as words. */
function fed(options: { since?: Micros; isSelected?: (hook: string) => boolean } = {}) {
  const seen: string[] = [];
  const open = new Set<object>();
  const feed = createRunFeed({
    since: options.since ?? micros(0),
    isSelected: ({ hook }) => options.isSelected?.(hook) ?? true,
    into: {
      started(key, { identity, timeout }) {
        open.add(key);
        seen.push(`${identity.hook} started${timeout === undefined ? '' : `, timeout ${timeout / 1e6}`}`);
      },
      ended(key, { identity, outcome, at, us }) {
        if (key !== undefined) open.delete(key);
        seen.push(`${identity.hook} ${outcome} at ${at / 1e3 - AT}${us === undefined ? ', unseen' : ''}`);
      },
      dropped: (key) => void open.delete(key),
      forgot: (hook) => void seen.push(`${hook} forgotten`),
    },
  });
  const apply = (line: string, day = dayOf(AT)): void => {
    const parsed = parseLine(line.trimEnd());
    if (!parsed.ok) throw new Error(parsed.reason);
    feed.apply(parsed.record, day);
  };
  return {
    feed,
    seen,
    open,
    start: (run: Partial<LineOfRun> = {}, day?: string) => apply(startLine({ run: 'r', at: AT, ...run }), day),
    end: (run: Partial<LineOfRun> = {}, day?: string) => apply(endLine({ run: 'r', at: AT, ...run }), day),
    apply,
  };
}

test('a run starts and ends once, however often its lines are there, also in the files of two days', () => {
  const { start, end, seen, open } = fed();
  start();
  start();
  end({ code: 1 });
  end();
  end({}, '2026-11-26');
  start();
  expect([seen, open.size]).toEqual([['format started', 'format failed at 0'], 0]);
});

test('an end without its start counts; the timeout is that of the start where the end tells none', () => {
  const { start, end, seen } = fed();
  end({ run: 'alone', ms: 5000 });
  start({ timeout: 2 });
  end({ ms: 2000 });
  expect(seen).toEqual(['format success at 0', 'format started, timeout 2', 'format timed_out at 0']);
});

test('a verdict stands: what is read of the run later changes nothing', () => {
  const { feed, start, end, seen, open } = fed();
  start();
  const [run] = feed.openRuns();
  if (run === undefined) throw new Error('no run is open');
  feed.settle(run, 'lost', micros((AT + 7) * 1e3));
  feed.settle(run, 'lost', micros((AT + 9) * 1e3));
  end();
  expect([seen, open.size, [...feed.openRuns()]]).toEqual([['format started', 'format lost at 7, unseen'], 0, []]);
});

test('what ended before is left out, and is not open either', () => {
  const { start, end, seen, open } = fed({ since: micros(AT * 1e3) });
  start({ run: 'a', at: AT - 50 });
  start({ run: 'b', at: AT - 50 });
  end({ run: 'a', at: AT - 1 });
  end({ run: 'b', at: AT });
  expect([seen, open.size]).toEqual([['format started', 'format started', 'format success at 0'], 0]);
});

test('only hooks that were asked for are told; one that is forgotten is told', () => {
  const { start, end, apply, seen } = fed({ isSelected: (hook) => hook === 'lint' });
  start();
  end();
  end({ run: 'other', hook: 'lint' });
  apply('{"v":1,"kind":"forget","hook":"lint","at":5}');
  expect(seen).toEqual(['lint success at 0', 'lint forgotten']);
});

test('imported runs are of the past, and do not happen now', () => {
  const { apply, seen } = fed();
  apply(JSON.stringify({ v: 1, kind: 'past', run: 'p', hook: 'old', at: AT * 1e3, us: 5, code: 0 }));
  apply(JSON.stringify({ v: 1, kind: 'import', hook: 'old', at: AT * 1e3, successful: 5, failed: 0, us: 5 }));
  expect(seen).toEqual([]);
});
