// Who speaks, whether it counts, and the few numbers that say how hooks are altogether.

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Health } from '../api/types.ts';
import { bytes, count, duration, NOTHING, percent } from './format.ts';
import { type Go, PageLink } from './hook-name.tsx';
import { RANGES, type RangeChoice } from './route.ts';
import type { PageState } from './state.ts';
import { type Status, statusOf } from './status.ts';
import { chooseTheme, keptTheme, type Theme } from './theme.ts';

const RANGE_NAMES: Readonly<Record<RangeChoice, string>> = {
  '24h': '24 hours',
  '7d': '7 days',
  '30d': '30 days',
  all: 'All time',
};

export function Header({ state, go }: { state: PageState; go: Go }): JSX.Element {
  const { route } = state;
  return (
    <header class="top">
      <div class="top-line">
        <h1>
          <PageLink to={{ ...route, hook: undefined }} go={go} class="brand">
            <img src="./icon.svg" alt="" width="22" height="22" />
            hookmeter
          </PageLink>
        </h1>
        <StatusWord status={statusOf(state)} />
        <nav class="ranges" aria-label="Time range">
          {RANGES.map((range) => (
            <PageLink key={range} to={{ ...route, range }} go={go} current={range === route.range}>
              {RANGE_NAMES[range]}
            </PageLink>
          ))}
        </nav>
        <ThemeChoice />
      </div>
      <Figures state={state} />
    </header>
  );
}

const StatusWord = ({ status }: { status: Status }): JSX.Element => (
  <p class={`status ${status.tone}`} title={status.means}>
    <span aria-hidden="true" class="mark">
      {status.mark}
    </span>
    {status.word}
  </p>
);

function Figures({ state }: { state: PageState }): JSX.Element {
  const { overview, live } = state;
  const { health } = live;
  const runs = overview === undefined ? undefined : overview.runs + live.since.runs;
  const failures = overview === undefined ? undefined : overview.failures + live.since.failures;
  const rate = runs === undefined || failures === undefined || runs === 0 ? null : 1 - failures / runs;
  return (
    <dl class={state.route.hook === undefined ? 'figures' : 'figures of-all'}>
      <Figure name="Runs" value={runs === undefined ? NOTHING : count(runs)} />
      <Figure name="Failures" value={failures === undefined ? NOTHING : count(failures)} />
      <Figure name="Success rate" value={percent(rate)} />
      <Figure name="Open runs" value={health === undefined ? NOTHING : count(live.open.size)} />
      <Figure name="Lag" value={health === undefined ? NOTHING : lagText(health)} means={LAG} />
      {health !== undefined && <Exceptions health={health} />}
    </dl>
  );
}

/** What is only of interest where there is some. */
function Exceptions({ health }: { health: Health }): JSX.Element {
  const rejects = Object.entries(health.rejects).filter(([, times]) => times > 0);
  const rejected = rejects.reduce((sum, [, times]) => sum + times, 0);
  const reasons = rejects.map(([reason, times]) => `${reason.replaceAll('_', ' ')}: ${count(times)}`).join(', ');
  return (
    <>
      {rejected > 0 && <Figure name="Rejected lines" value={count(rejected)} means={reasons} />}
      {health.lost_runs > 0 && (
        <Figure name="Lost runs" value={count(health.lost_runs)} means="Started and gone without an end" />
      )}
      {health.write_errors > 0 && (
        <Figure name="Write errors" value={count(health.write_errors)} means="The sidecar could not write its files" />
      )}
    </>
  );
}

function Figure({ name, value, means }: { name: string; value: string; means?: string }): JSX.Element {
  return (
    <div class="figure" title={means}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

const LAG = 'How much of the journal is not counted yet';
const lagText = ({ lag_bytes, lag_seconds }: Health): string =>
  lag_bytes === 0 ? 'none' : `${bytes(lag_bytes)}, ${duration(lag_seconds * 1e3)}`;

const NEXT: Readonly<Record<Theme, Theme>> = { system: 'dark', dark: 'light', light: 'system' };

function ThemeChoice(): JSX.Element {
  const [theme, setTheme] = useState(keptTheme);
  const next = (): void => {
    chooseTheme(NEXT[theme]);
    setTheme(NEXT[theme]);
  };
  return (
    <button type="button" class="plain theme" onClick={next} aria-label={`Colours: ${theme}. Change to ${NEXT[theme]}`}>
      <span aria-hidden="true">{theme === 'dark' ? '☾' : theme === 'light' ? '☀' : '◐'}</span> {theme}
    </button>
  );
}
