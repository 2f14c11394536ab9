// Whether what is on the screen is true now, in words.

import { assertNever } from '../../base/assert-never.ts';
import { bytes, clock, duration } from './format.ts';
import type { Tone } from './row-state.ts';
import type { PageState, Trouble } from './state.ts';

export interface Status {
  readonly word: string;
  readonly mark: string;
  readonly tone: Tone;
  readonly means: string;
}

/** More lag than this is no longer the pause between two reads. */
const BEHIND_SECONDS = 5;

export function statusOf({ connection, trouble, live }: PageState): Status {
  if (trouble?.kind === 'reading_journal')
    return { word: 'Reading the journal', mark: '◌', tone: 'warning', means: 'The sidecar has just started.' };
  switch (connection.kind) {
    case 'connecting':
      return { word: 'Connecting', mark: '◌', tone: 'quiet', means: 'The stream of events is being opened.' };
    case 'lost':
      return { word: 'Connection lost', mark: '✕', tone: 'bad', means: 'Trying again. What is shown may be old.' };
    case 'paused':
      return { word: 'Paused', mark: '‖', tone: 'quiet', means: 'Nobody looks at this page.' };
    case 'live': {
      const { health } = live;
      if (health !== undefined && health.lag_seconds > BEHIND_SECONDS)
        return {
          word: 'Catching up',
          mark: '◔',
          tone: 'warning',
          means: `${bytes(health.lag_bytes)} of the journal are not counted yet, ${duration(health.lag_seconds * 1e3)} behind.`,
        };
      return { word: 'Live', mark: '●', tone: 'good', means: 'Every run is counted as it ends.' };
    }
    default:
      return assertNever(connection);
  }
}

/** A sentence across the page, where something needs one. */
export function bannerOf({ connection, trouble, overview }: PageState): string | undefined {
  if (trouble !== undefined && trouble.kind !== 'unreachable') return troubleText(trouble);
  if (connection.kind !== 'lost' && trouble === undefined) return undefined;
  const asOf = overview === undefined ? '' : ` What is shown is of ${clock(Date.parse(overview.generated_at))} UTC.`;
  return `Connection to the sidecar lost, trying again…${asOf}`;
}

function troubleText(trouble: Exclude<Trouble, { kind: 'unreachable' }>): string {
  switch (trouble.kind) {
    case 'reading_journal':
      return 'The sidecar is reading the journal. This page goes on by itself as soon as that is done.';
    case 'not_allowed':
      return 'The sidecar wants a user name and a password. Reload the page to be asked for them.';
    case 'refused':
      return `The sidecar answered ${trouble.status}: ${trouble.says === '' ? 'nothing more' : trouble.says}`;
    case 'not_understood':
      return 'The sidecar answered in a way that this page does not know; perhaps it is of another version. Reload the page.';
    default:
      return assertNever(trouble);
  }
}
