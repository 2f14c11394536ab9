import type { JSX } from 'preact';
import type { RowState } from './row-state.ts';

/** Word and shape; the colour only repeats them. */
export const Badges = ({ state, most = 9 }: { state: RowState; most?: number }): JSX.Element => (
  <>
    {state.badges.slice(0, most).map(({ word, mark, tone, means }) => (
      <span key={word} class={`badge ${tone}`} title={means}>
        <span aria-hidden="true">{mark}</span> {word}
      </span>
    ))}
  </>
);
