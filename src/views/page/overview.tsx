// All hooks: the answers first, then the table, and beside it what happens now.

import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Overview } from '../api/types.ts';
import { AdviceList } from './advice.tsx';
import { type Glance, glances } from './glance.ts';
import { type Go, HookLink } from './hook-name.tsx';
import { HookTable } from './hook-table.tsx';
import { LatestRuns } from './latest-runs.tsx';
import { OpenRuns } from './open-runs.tsx';
import type { Route } from './route.ts';
import { Sentence, Sentences } from './sentence.tsx';
import { serverNow } from './state.ts';
import type { ViewProps } from './view-props.ts';

export function OverviewView({ state, go, overview }: ViewProps & { overview: Overview }): JSX.Element {
  const { route, insights, live } = state;
  return (
    <div class="columns">
      <div class="wide">
        <Glances overview={overview} route={route} go={go} />
        <section class="panel" aria-labelledby="advice">
          <h2 id="advice">What to do first</h2>
          <AdviceList advice={insights?.advice} route={route} go={go} />
        </section>
        <HookTable overview={overview} live={live} route={route} go={go} cameFrom={state.cameFrom} />
      </div>
      <aside class="narrow" aria-label="Now">
        <OpenRuns open={live.open} now={(at) => serverNow(state, at)} route={route} go={go} />
        <LatestRuns latest={live.latest} now={serverNow(state, live.now)} route={route} go={go} />
        {insights !== undefined && <OfAll insights={insights} />}
      </aside>
    </div>
  );
}

function Glances({ overview, route, go }: { overview: Overview; route: Route; go: Go }): JSX.Element {
  const tiles = useMemo(() => glances(overview.hooks, Date.parse(overview.generated_at)), [overview]);
  return (
    <section class="tiles" aria-label="At a glance">
      {tiles.map((tile) => (
        <Tile key={tile.question} tile={tile} route={route} go={go} />
      ))}
    </section>
  );
}

function Tile({ tile, route, go }: { tile: Glance; route: Route; go: Go }): JSX.Element {
  const [first, ...others] = tile.hooks;
  return (
    <div class={`tile ${tile.isTrouble ? 'trouble' : ''}`}>
      <h2>
        {tile.question}
        {others.length > 0 && <span class="quiet"> {tile.hooks.length}</span>}
      </h2>
      {first !== undefined && (
        <p class="answer">
          <HookLink hook={first} route={route} go={go} />
        </p>
      )}
      <p class="evidence">
        <Sentence says={tile.says} />
      </p>
      {others.length > 0 && (
        <p class="others">
          also{' '}
          {others.slice(0, 2).map((hook, i) => (
            <span key={hook}>
              {i > 0 && ', '}
              <HookLink hook={hook} route={route} go={go} />
            </span>
          ))}
          {others.length > 2 && ` and ${others.length - 2} more`}
        </p>
      )}
    </div>
  );
}

/** What goes together, and how busy hooks are. */
function OfAll({ insights }: { insights: NonNullable<ViewProps['state']['insights']> }): JSX.Element {
  const together = insights.together.map(({ says }) => says);
  const capacity = insights.capacity?.says ?? [];
  return (
    <>
      <section class="panel" aria-labelledby="together">
        <h2 id="together">What goes together</h2>
        <Sentences all={together.slice(0, MOST_TOGETHER)} />
        {together.length > MOST_TOGETHER && (
          <p class="quiet">and {together.length - MOST_TOGETHER} more in /api/insights</p>
        )}
        {together.length === 0 && <p class="quiet">No hooks fail or change together in this time.</p>}
      </section>
      {capacity.length > 0 && (
        <section class="panel" aria-labelledby="capacity">
          <h2 id="capacity">How busy hooks are</h2>
          <Sentences all={capacity} />
        </section>
      )}
    </>
  );
}

const MOST_TOGETHER = 6;
