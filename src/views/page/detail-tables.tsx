// What the charts show, as tables: for screen readers, for copying, and for whoever likes numbers.

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { HookDetail } from '../api/types.ts';
import { printable } from '../printable.ts';
import { clock, count, duration, moment, percent } from './format.ts';
import { LOOKS } from './outcomes.ts';

const MOST_RUNS = 100;

export function Errors({ detail }: { detail: HookDetail }): JSX.Element {
  if (detail.errors.length === 0) return <p class="quiet">No run failed in this time.</p>;
  return (
    <table class="plain-table">
      <thead>
        <tr>
          <th scope="col">Error</th>
          <th scope="col" class="number">
            Times
          </th>
          <th scope="col" class="number">
            Last
          </th>
        </tr>
      </thead>
      <tbody>
        {detail.errors.map(({ error, count: times, last }) => (
          <tr key={error}>
            <td>{errorText(error)}</td>
            <td class="number">{count(times)}</td>
            <td class="number">{moment(Date.parse(last))}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const errorText = (error: string): string =>
  /^\d+$/.test(error) ? `exit code ${error}` : printable(error.replaceAll('_', ' '));

/** Made only once somebody opens it. */
export function InNumbers({ detail }: { detail: HookDetail }): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  return (
    <details class="panel" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>The charts in numbers</summary>
      {isOpen && (
        <div class="side-by-side">
          <Parts detail={detail} />
          <Runs detail={detail} />
        </div>
      )}
    </details>
  );
}

function Parts({ detail: { buckets } }: { detail: HookDetail }): JSX.Element {
  return (
    <table class="plain-table">
      <caption>By time, parts without runs left out</caption>
      <thead>
        <tr>
          {['From', 'Runs', 'Failures', 'p50', 'p95', 'p99'].map((head) => (
            <th key={head} scope="col" class={head === 'From' ? '' : 'number'}>
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {buckets.at.map((at, i) => {
          const [runs = 0, failures = 0] = [buckets.runs[i], buckets.failures[i]];
          const quantiles = [buckets.p50_ms[i], buckets.p95_ms[i], buckets.p99_ms[i]];
          return (
            runs > 0 && (
              <tr key={at}>
                <td>{moment(at)}</td>
                <td class="number">{count(runs)}</td>
                <td class="number">{failures === 0 ? '0' : `${count(failures)} (${percent(failures / runs)})`}</td>
                {quantiles.map((ms, nth) => (
                  <td key={nth} class="number">
                    {duration(ms ?? null)}
                  </td>
                ))}
              </tr>
            )
          );
        })}
      </tbody>
    </table>
  );
}

function Runs({ detail: { points } }: { detail: HookDetail }): JSX.Element {
  const first = Math.max(0, points.at.length - MOST_RUNS);
  const latest = points.at
    .slice(first)
    .map((at, i) => ({ at, i: first + i }))
    .reverse();
  return (
    <table class="plain-table">
      <caption>
        The latest {count(latest.length)} of {count(points.runs)} runs
      </caption>
      <thead>
        <tr>
          <th scope="col">Ended</th>
          <th scope="col">Outcome</th>
          <th scope="col" class="number">
            Duration
          </th>
        </tr>
      </thead>
      <tbody>
        {latest.map(({ at, i }) => {
          const outcome = points.outcomes[points.outcome[i] ?? -1];
          return (
            <tr key={i}>
              <td>{`${moment(at).slice(0, 10)} ${clock(at)}`}</td>
              <td>{outcome === undefined ? '' : `${LOOKS[outcome].mark} ${LOOKS[outcome].name}`}</td>
              <td class="number">{duration(points.ms[i] ?? null)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
