// What each outcome is called, and the shape and the colour it is drawn with. The shapes alone tell them apart.

import type { Outcome } from '../../ledger/outcome.ts';

export type Shape = 'dot' | 'diamond' | 'cross' | 'square' | 'triangle' | 'wedge' | 'plus';

export interface Look {
  readonly name: string;
  readonly shape: Shape;
  /** For text. */
  readonly mark: string;
  /** A custom property of the style sheet. */
  readonly colour: string;
}

export const LOOKS: Readonly<Record<Outcome, Look>> = {
  success: { name: 'success', shape: 'dot', mark: '●', colour: '--success' },
  blocked: { name: 'blocked', shape: 'diamond', mark: '◆', colour: '--blocked' },
  failed: { name: 'failed', shape: 'cross', mark: '✕', colour: '--failed' },
  not_found: { name: 'not found', shape: 'square', mark: '□', colour: '--not-found' },
  signaled: { name: 'signaled', shape: 'triangle', mark: '△', colour: '--signaled' },
  timed_out: { name: 'timed out', shape: 'wedge', mark: '▽', colour: '--timed-out' },
  lost: { name: 'lost', shape: 'plus', mark: '✚', colour: '--lost' },
};
