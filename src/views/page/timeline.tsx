// How runs ended over time: one stacked bar for each equal part of it.

import type { JSX } from 'preact';
import type { Buckets, HookDetail } from '../api/types.ts';
import { count, counted, moment, percent } from './format.ts';
import { Sentence } from './sentence.tsx';

export function Timeline({ detail }: { detail: HookDetail }): JSX.Element {
  const { buckets, range, failure_changes: changes } = detail;
  const [from, until] = [Date.parse(range.from), Date.parse(range.until)];
  const most = Math.max(1, ...buckets.runs);
  const failures = buckets.failures.reduce((a, b) => a + b, 0);
  const runs = buckets.runs.reduce((a, b) => a + b, 0);
  return (
    <figure class="timeline">
      <div
        class="plot"
        role="img"
        aria-label={`${count(failures)} of ${count(runs)} runs failed, in ${buckets.at.length} equal parts of the time`}
      >
        <div class="bars">
          {buckets.at.map((at, i) => (
            <Bar key={at} buckets={buckets} i={i} most={most} />
          ))}
        </div>
        {changes.map((change, i) => (
          <span
            key={change.from}
            class="change"
            style={{ left: `${(100 * (Date.parse(change.from) - from)) / Math.max(1, until - from)}%` }}
          >
            {letter(i)}
          </span>
        ))}
      </div>
      <div class="ends" aria-hidden="true">
        <span>{moment(from)}</span>
        <span class="middle">at most {counted(most, 'run')} in a bar</span>
        <span>{moment(until)}</span>
      </div>
      <ul class="legend" aria-hidden="true">
        <li>
          <span class="patch failures" /> failed in any way
        </li>
        <li>
          <span class="patch blocked" /> blocked
        </li>
        <li>
          <span class="patch good" /> success
        </li>
      </ul>
      {changes.length > 0 && (
        <ol class="changes">
          {changes.map((change, i) => (
            <li key={change.from}>
              <span class="label">{letter(i)}</span> <Sentence says={change.says} />
            </li>
          ))}
        </ol>
      )}
    </figure>
  );
}

const letter = (i: number): string => String.fromCharCode(65 + (i % 26));

function Bar({ buckets, i, most }: { buckets: Buckets; i: number; most: number }): JSX.Element {
  const [runs = 0, failures = 0, blocked = 0] = [buckets.runs[i], buckets.failures[i], buckets.blocked[i]];
  const height = (part: number): string => `${(100 * part) / most}%`;
  const rate = runs === 0 ? '' : `, ${count(failures)} failed (${percent(failures / runs)}), ${count(blocked)} blocked`;
  return (
    <div class="bar" title={`${moment(buckets.at[i] ?? 0)}: ${counted(runs, 'run')}${rate}`}>
      {failures > 0 && <span class="failures" style={{ height: height(failures) }} />}
      {blocked > 0 && <span class="blocked" style={{ height: height(blocked) }} />}
      <span class="good" style={{ height: height(Math.max(0, runs - failures - blocked)) }} />
    </div>
  );
}
