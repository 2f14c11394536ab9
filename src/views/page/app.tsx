// What is on the screen, by what is known.

import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { Announcer } from './announcer.tsx';
import { DetailView } from './detail.tsx';
import { FirstRun } from './first-run.tsx';
import { Header } from './header.tsx';
import { OverviewView } from './overview.tsx';
import { isFirstRun } from './state.ts';
import { bannerOf } from './status.ts';
import type { ViewProps } from './view-props.ts';

interface AppProps extends ViewProps {
  /** Asks the sidecar anew. */
  readonly askAgain: () => void;
  /** Loads the page anew. */
  readonly reload: () => void;
}

export function App({ state, go, askAgain, reload }: AppProps): JSX.Element {
  const main = useRef<HTMLElement>(null);
  const banner = bannerOf(state);
  const isStale = state.isOutdated || state.connection.kind === 'lost' || state.trouble !== undefined;
  return (
    <>
      <button type="button" class="skip" onClick={() => main.current?.focus()}>
        Skip to the hooks
      </button>
      <Header state={state} go={go} />
      {banner !== undefined && (
        <div class="banner">
          <p>
            <span aria-hidden="true">▲</span> {banner}
          </p>
          <button type="button" onClick={askAgain}>
            Try now
          </button>
        </div>
      )}
      {state.updated && (
        <div class="banner calm">
          <p>hookmeter was updated while this page was open.</p>
          <button type="button" onClick={reload}>
            Reload
          </button>
        </div>
      )}
      <main ref={main} tabIndex={-1} class={isStale ? 'stale' : ''} aria-busy={state.isOutdated}>
        <View state={state} go={go} />
      </main>
      <footer>
        <p>
          All times are UTC. <a href="./metrics">/metrics</a> · <a href="./api/overview">/api/overview</a> ·{' '}
          {state.live.version === undefined ? 'hookmeter' : `hookmeter ${state.live.version}`}
        </p>
      </footer>
      <Announcer state={state} />
    </>
  );
}

function View({ state, go }: ViewProps): JSX.Element {
  if (state.route.hook !== undefined) return <DetailView key={state.route.hook} state={state} go={go} />;
  if (isFirstRun(state) === true) return <FirstRun state={state} />;
  if (state.overview === undefined) return <Waiting />;
  return <OverviewView state={state} go={go} overview={state.overview} />;
}

/** A long history takes seconds. */
const Waiting = (): JSX.Element => (
  <div class="waiting">
    <div class="blank tiles" />
    <div class="blank rows">
      <p class="quiet">Reading the history…</p>
    </div>
  </div>
);
