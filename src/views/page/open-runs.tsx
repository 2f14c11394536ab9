// What runs now, and for how long, against its timeout.

import type { JSX } from 'preact';
import type { OpenItem } from '../api/types.ts';
import { duration, runningFor } from './format.ts';
import { type Go, HookLink } from './hook-name.tsx';
import { useNow } from './now.ts';
import type { Route } from './route.ts';

const MOST = 8;
/** What is over at once would only flicker. */
const BRIEF_MS = 700;
const TICK_MS = 200;

interface OpenRunsProps {
  readonly open: ReadonlyMap<string, OpenItem>;
  /** The server's clock from this machine's. */
  readonly now: (at: number) => number;
  readonly route: Route;
  readonly go: Go;
}

export function OpenRuns({ open, now, route, go }: OpenRunsProps): JSX.Element {
  const at = now(useNow(open.size > 0 ? TICK_MS : undefined));
  const long = [...open.values()].filter((each) => at - each.at >= BRIEF_MS).sort((a, b) => a.at - b.at);
  return (
    <section class="panel open-runs" aria-labelledby="open">
      <h2 id="open">
        Running now <span class="quiet">{open.size}</span>
      </h2>
      <ul>
        {long.slice(0, MOST).map((item) => (
          <OpenRun key={item.run} item={item} ageMs={at - item.at} route={route} go={go} />
        ))}
      </ul>
      {open.size === 0 && <p class="quiet">Nothing runs at the moment.</p>}
      {open.size > 0 && long.length === 0 && <p class="quiet">Only runs that have just begun.</p>}
      {long.length > MOST && <p class="quiet">and {long.length - MOST} more</p>}
    </section>
  );
}

interface OpenRunProps {
  readonly item: OpenItem;
  readonly ageMs: number;
  readonly route: Route;
  readonly go: Go;
}

function OpenRun({ item, ageMs, route, go }: OpenRunProps): JSX.Element {
  const { timeout_ms } = item;
  const part = timeout_ms === null || timeout_ms <= 0 ? 0 : Math.min(1, ageMs / timeout_ms);
  const isOver = timeout_ms !== null && ageMs > timeout_ms;
  return (
    <li class={isOver ? 'over' : ''}>
      <HookLink hook={item.hook} route={route} go={go} />
      <span class="age">
        {runningFor(ageMs)}
        {timeout_ms !== null && <span class="quiet"> of {duration(timeout_ms)}</span>}
        {isOver && <strong> over</strong>}
      </span>
      {timeout_ms !== null && (
        <span class="track" aria-hidden="true">
          <span style={{ width: `${100 * part}%` }} />
        </span>
      )}
    </li>
  );
}
