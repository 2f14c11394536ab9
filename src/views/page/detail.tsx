// All about one hook.

import type { JSX } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { HookDetail } from '../api/types.ts';
import { printable } from '../printable.ts';
import { AdviceList } from './advice.tsx';
import { Badges } from './badges.tsx';
import { Chart } from './chart.tsx';
import { sceneOf, suitedScale } from './chart-scene.ts';
import { Errors, InNumbers } from './detail-tables.tsx';
import { ago, count, counted, duration, NOTHING, percent } from './format.ts';
import { PageLink, shownName } from './hook-name.tsx';
import { endedSince } from './live.ts';
import { useNow } from './now.ts';
import { type Route, SCALES } from './route.ts';
import { rowState } from './row-state.ts';
import { Sentence, Sentences } from './sentence.tsx';
import { serverNow } from './state.ts';
import { Timeline } from './timeline.tsx';
import type { ViewProps } from './view-props.ts';

export function DetailView({ state, go }: ViewProps): JSX.Element {
  const { route, detail } = state;
  const heading = useRef<HTMLHeadingElement>(null);
  const overview = { ...route, hook: undefined, scale: undefined };
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  useEffect(() => scrollTo({ top: 0, behavior: 'instant' }), []);
  useEffect(() => {
    const leave = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') go(overview);
    };
    addEventListener('keydown', leave);
    return () => removeEventListener('keydown', leave);
  });
  return (
    <article class="detail" aria-labelledby="hook">
      <p>
        <PageLink to={overview} go={go} class="back">
          <span aria-hidden="true">←</span> All hooks <kbd>Esc</kbd>
        </PageLink>
      </p>
      <h2 id="hook" ref={heading} tabIndex={-1}>
        <bdi>{shownName(route.hook ?? '')}</bdi>
      </h2>
      {detail?.kind === 'loaded' && <Known state={state} go={go} detail={detail.detail} />}
      {detail?.kind === 'loading' && (
        <div class="blank rows">
          <p class="quiet">Reading the history…</p>
        </div>
      )}
      {detail?.kind === 'unknown' && <Unknown route={route} go={go} />}
    </article>
  );
}

/** It may have run before the chosen time. */
function Unknown({ route, go }: Omit<ViewProps, 'state'> & { route: Route }): JSX.Element {
  if (route.range === 'all') return <p>No run of a hook of this name is known.</p>;
  return (
    <p>
      No run of a hook of this name is known in this time.{' '}
      <PageLink to={{ ...route, range: 'all' }} go={go}>
        Look at all time
      </PageLink>
    </p>
  );
}

interface KnownProps extends ViewProps {
  readonly detail: HookDetail;
}

function Known({ state, go, detail }: KnownProps): JSX.Element {
  const { row, advice, findings } = detail;
  const sentences = findings.filter((says) => !advice.some((item) => item.says === says));
  return (
    <>
      <p class="about">
        <Badges state={rowState(row)} />
        <span class="quiet">
          {[...row.events, ...row.agents, ...row.projects].filter(Boolean).map(printable).join(' · ')}
        </span>
      </p>
      <DetailFigures state={state} detail={detail} />
      {(advice.length > 0 || sentences.length > 0) && (
        <section class="panel" aria-labelledby="known">
          <h3 id="known">What is known</h3>
          {advice.length > 0 && <AdviceList advice={advice} route={state.route} go={go} />}
          <Sentences all={sentences} />
        </section>
      )}
      <Durations state={state} go={go} detail={detail} />
      <div class="side-by-side">
        <section class="panel" aria-labelledby="failures">
          <h3 id="failures">How it ended</h3>
          <Timeline detail={detail} />
        </section>
        <section class="panel" aria-labelledby="errors">
          <h3 id="errors">Errors</h3>
          <Errors detail={detail} />
        </section>
      </div>
      <InNumbers detail={detail} />
    </>
  );
}

function DetailFigures({
  state,
  detail: { row, generated_at },
}: {
  state: ViewProps['state'];
  detail: HookDetail;
}): JSX.Element {
  const now = serverNow(state, useNow(1000));
  const ended = endedSince(state.live, row.hook, Date.parse(generated_at));
  const last = ended.at(-1)?.at ?? (row.last_run === null ? undefined : Date.parse(row.last_run));
  const figures: readonly (readonly [name: string, value: string])[] = [
    ['Runs', count(row.runs + ended.length)],
    ['Success', percent(row.success_rate)],
    ['p50', duration(row.p50_ms)],
    ['p95', duration(row.p95_ms)],
    ['p99', duration(row.p99_ms)],
    ['Timeout', duration(row.timeout_ms)],
    ['Total time', duration(row.total_ms)],
    ['Share of time', percent(row.share)],
    ['Last run', last === undefined ? NOTHING : ago(now - last)],
  ];
  return (
    <dl class="figures">
      {figures.map(([name, value]) => (
        <div key={name} class="figure">
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Durations({ state, go, detail }: KnownProps): JSX.Element {
  const { route, live } = state;
  const ended = useMemo(
    () => endedSince(live, detail.row.hook, Date.parse(detail.generated_at)),
    [live.batches, detail],
  );
  const scene = useMemo(() => sceneOf(detail, ended, route.scale), [detail, ended.length, route.scale]);
  const changes = detail.duration_changes;
  const scale = route.scale ?? suitedScale(detail);
  const { row, points } = detail;
  const says = `${counted(points.runs, 'run')}, p50 ${duration(row.p50_ms)}, p95 ${duration(row.p95_ms)}, ${counted(changes.length, 'change')}. The charts in numbers follow below.`;
  return (
    <section class="panel" aria-labelledby="durations">
      <div class="toolbar">
        <h3 id="durations">How long it took</h3>
        <nav class="ranges" aria-label="Scale of the durations">
          {SCALES.map((each) => (
            <PageLink key={each} to={{ ...route, scale: each }} go={go} current={each === scale}>
              {each === 'log' ? 'Logarithmic' : 'Linear'}
            </PageLink>
          ))}
        </nav>
      </div>
      <div class={changes.length > 0 ? 'with-changes' : ''}>
        <Chart scene={scene} says={says} />
        {changes.length > 0 && (
          <ol class="changes">
            {changes.map((change, i) => (
              <li key={change.from}>
                <span class="label">{i + 1}</span> <Sentence says={change.says} />
              </li>
            ))}
          </ol>
        )}
      </div>
      {points.at.length < points.runs && (
        <p class="quiet">
          {count(points.at.length)} of {count(points.runs)} runs are drawn, every failure kind among them.
        </p>
      )}
      {row.timeout_ms !== null && scene.timeout === undefined && (
        <p class="quiet">The timeout of {duration(row.timeout_ms)} is far above what is shown.</p>
      )}
    </section>
  );
}
