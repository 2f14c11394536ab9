// The runs that ended last. Held still while the pointer or the focus is in them, so that a line can be read and clicked.

import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { clock, day, duration, iso, moment } from './format.ts';
import { type Go, HookLink } from './hook-name.tsx';
import type { LatestRun } from './live.ts';
import { LOOKS } from './outcomes.ts';
import type { Route } from './route.ts';

interface LatestRunsProps {
  readonly latest: readonly LatestRun[];
  /** The server's clock in milliseconds. */
  readonly now: number;
  readonly route: Route;
  readonly go: Go;
}

const SHOWN = 25;
/** What is older, or of a clock that is ahead, is told by its day. */
const TODAY_MS = 20 * 3_600_000;

export function LatestRuns({ latest, now, route, go }: LatestRunsProps): JSX.Element {
  const [isHeld, setHeld] = useState(false);
  const held = useRef(latest);
  if (!isHeld) held.current = latest;
  const shown = held.current.slice(0, SHOWN);
  const release = (event: FocusEvent): void => {
    const { currentTarget, relatedTarget } = event;
    const isInside =
      currentTarget instanceof Node && relatedTarget instanceof Node && currentTarget.contains(relatedTarget);
    if (!isInside) setHeld(false);
  };
  return (
    <section
      class="panel latest"
      aria-labelledby="latest"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocusIn={() => setHeld(true)}
      onFocusOut={release}
    >
      <h2 id="latest">
        Latest runs <span class="quiet">{isHeld ? 'held while you are here' : ''}</span>
      </h2>
      {shown.length === 0 && <p class="quiet">None yet.</p>}
      <ul>
        {shown.map((run) => (
          <LatestLine key={run.key} run={run} isToday={Math.abs(now - run.at) < TODAY_MS} route={route} go={go} />
        ))}
      </ul>
    </section>
  );
}

interface LatestLineProps {
  readonly run: LatestRun;
  readonly isToday: boolean;
  readonly route: Route;
  readonly go: Go;
}

function LatestLine({ run, isToday, route, go }: LatestLineProps): JSX.Element {
  const { name, mark, colour } = LOOKS[run.outcome];
  const code = run.outcome === 'failed' && run.code !== null ? ` ${run.code}` : '';
  return (
    <li>
      <time dateTime={iso(run.at)} title={`${moment(run.at)} UTC`}>
        {isToday ? clock(run.at) : day(run.at)}
      </time>
      <HookLink hook={run.hook} route={route} go={go} />
      <span class="outcome" title={name} style={{ color: `var(${colour})` }}>
        <span aria-hidden="true">{mark}</span> <span class={run.outcome === 'success' ? 'unseen' : ''}>{name}</span>
        {code}
      </span>
      <span class="number">{duration(run.ms)}</span>
    </li>
  );
}
