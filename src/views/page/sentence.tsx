// A sentence with names from outside in it: harmless, and its moments never broken in two.

import type { JSX } from 'preact';
import { printable } from '../printable.ts';

const MOMENT = /(\d{4}-\d\d-\d\d(?: \d\d:\d\d)?(?: UTC)?)/;

export const Sentence = ({ says }: { says: string }): JSX.Element => (
  <>
    {printable(says)
      .split(MOMENT)
      .map((piece, i) =>
        i % 2 === 0 ? (
          piece
        ) : (
          <span key={i} class="moment">
            {piece}
          </span>
        ),
      )}
  </>
);

export const Sentences = ({ all }: { all: readonly string[] }): JSX.Element => (
  <ul class="sentences">
    {all.map((says) => (
      <li key={says}>
        <Sentence says={says} />
      </li>
    ))}
  </ul>
);
