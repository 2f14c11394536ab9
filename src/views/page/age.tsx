import type { JSX } from 'preact';
import { ago, iso, moment } from './format.ts';
import { useTextOfNow } from './now.ts';

/** How long ago `at` was; `clockAhead` is the server's clock minus this machine's. All in milliseconds. */
export function Age({ at, clockAhead }: { at: number; clockAhead: number }): JSX.Element {
  const text = useTextOfNow((now) => ago(now + clockAhead - at));
  return (
    <time dateTime={iso(at)} title={`${moment(at)} UTC`}>
      {text}
    </time>
  );
}
