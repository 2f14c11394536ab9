// What a screen reader is told by itself: that the connection was lost or is back, and nothing else that merely goes on.

import type { JSX } from 'preact';
import type { PageState } from './state.ts';
import { bannerOf } from './status.ts';

export function Announcer({ state }: { state: PageState }): JSX.Element {
  return (
    <p class="unseen" role="status" aria-live="polite">
      {sentence(state)}
    </p>
  );
}

function sentence(state: PageState): string {
  const banner = bannerOf(state);
  if (banner !== undefined) return banner.replace(/ What is shown .*/, '');
  return state.connection.kind === 'live' ? 'Connected; runs show as they end.' : '';
}
