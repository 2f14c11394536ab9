// The runs that ended last. Held still while the pointer or the focus is in them, so that a line can be read and clicked.

import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { clock, duration, iso, moment } from './format.ts';
import { type Go, HookLink } from './hook-name.tsx';
import type { LatestRun } from './live.ts';
import { LOOKS } from './outcomes.ts';
import type { Route } from './route.ts';

interface LatestRunsProps {
  readonly latest: readonly LatestRun[];
  readonly route: Route;
  readonly go: Go;
}

const SHOWN = 25;

export function LatestRuns({ latest, route, go }: LatestRunsProps): JSX.Element {
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
          <LatestLine key={run.key} run={run} route={route} go={go} />
        ))}
      </ul>
    </section>
  );
}

function LatestLine({ run, route, go }: { run: LatestRun; route: Route; go: Go }): JSX.Element {
  const { name, mark, colour } = LOOKS[run.outcome];
  const code = run.outcome === 'failed' && run.code !== null ? ` ${run.code}` : '';
  return (
    <li>
      <time dateTime={iso(run.at)} title={`${moment(run.at)} UTC`}>
        {clock(run.at)}
      </time>
      <HookLink hook={run.hook} route={route} go={go} />
      <span class="outcome" style={{ color: `var(${colour})` }}>
        <span aria-hidden="true">{mark}</span> {name}
        {code}
      </span>
      <span class="number">{duration(run.ms)}</span>
    </li>
  );
}
