// Nothing has run yet: how to begin. The page comes alive by itself.

import type { JSX } from 'preact';
import { printable } from '../printable.ts';
import type { PageState } from './state.ts';

export function FirstRun({ state }: { state: PageState }): JSX.Element {
  const never = state.overview?.never_ran ?? [];
  return (
    <section class="first-run">
      <h2>No run of a hook was seen yet</h2>
      <p>This page shows the first one as soon as it ends. Three ways to get there:</p>
      <ol>
        <li>
          <p>Measure the hooks that you have. It shows every change to a file first, and takes them back on request.</p>
          <pre>
            <code>npx hookmeter install</code>
          </pre>
        </li>
        <li>
          <p>Or put the shim in front of a command by hand:</p>
          <pre>
            <code>hookmeter-run --hook NAME -- COMMAND</code>
          </pre>
        </li>
        <li>
          <p>Or look at three invented weeks, in a folder of their own:</p>
          <pre>
            <code>hookmeter demo</code>
          </pre>
        </li>
      </ol>
      {never.length > 0 && (
        <>
          <h3>Configured, and not run yet</h3>
          <ul class="names">
            {never.map(({ hook, event, agent, project }) => (
              <li key={JSON.stringify([hook, event, agent, project])}>
                <bdi>{printable(hook)}</bdi>{' '}
                <span class="quiet">{[agent, event, project].filter(Boolean).map(printable).join(' · ')}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      <p class="quiet">
        Does a hook run without showing here? <code>hookmeter doctor</code> says why.
      </p>
    </section>
  );
}
