// What to do first, as the sidecar says it.

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { AdviceItem } from '../api/types.ts';
import { printable } from '../printable.ts';
import { type Go, PageLink, shownName } from './hook-name.tsx';
import type { Route } from './route.ts';
import { Sentence } from './sentence.tsx';

const FEW = 4;

const KINDS: ReadonlyMap<string, readonly [mark: string, word: string, tone: string]> = new Map([
  ['broken', ['✕', 'broken', 'bad']],
  ['not_found', ['□', 'not found', 'bad']],
  ['near_timeout', ['◷', 'near timeout', 'warning']],
  ['newly_failing', ['△', 'newly failing', 'bad']],
  ['newly_slower', ['▲', 'newly slower', 'warning']],
  ['flaky', ['≈', 'flaky', 'warning']],
  ['costly', ['◕', 'costly', 'quiet']],
  ['tail', ['⇥', 'long tail', 'quiet']],
  ['repeated', ['≡', 'repeated', 'quiet']],
]);

interface AdviceProps {
  /** Undefined while it is not known. */
  readonly advice: readonly AdviceItem[] | undefined;
  readonly route: Route;
  readonly go: Go;
}

export function AdviceList({ advice, route, go }: AdviceProps): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  if (advice === undefined) return <p class="quiet reserve">Looking at the runs…</p>;
  if (advice.length === 0) return <p class="quiet reserve">Nothing: no hook stands out in this time.</p>;
  const shown = isOpen ? advice : advice.slice(0, FEW);
  return (
    <>
      <ol class="advice">
        {shown.map((item) => (
          <AdviceLine key={`${item.kind} ${item.hook}`} item={item} route={route} go={go} />
        ))}
      </ol>
      {advice.length > FEW && (
        <button type="button" class="plain" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? 'Show fewer' : `Show all ${advice.length}`}
        </button>
      )}
    </>
  );
}

/** The sentence begins with the hook's name, which is the link. */
function AdviceLine({ item, route, go }: { item: AdviceItem; route: Route; go: Go }): JSX.Element {
  const [mark, word, tone] = KINDS.get(item.kind) ?? ['·', item.kind.replaceAll('_', ' '), 'quiet'];
  const name = printable(item.hook);
  const says = printable(item.says);
  const rest = says.startsWith(name) ? says.slice(name.length) : ` ${says}`;
  return (
    <li>
      <span class={`badge ${tone}`}>
        <span aria-hidden="true">{mark}</span> {word}
      </span>
      <p>
        {route.hook === item.hook ? (
          <bdi class="strong">{shownName(item.hook)}</bdi>
        ) : (
          <PageLink to={{ ...route, hook: item.hook, scale: undefined }} go={go} class="strong">
            <bdi>{shownName(item.hook)}</bdi>
          </PageLink>
        )}
        <Sentence says={rest} />
        {item.confidence !== 'high' && <span class="quiet"> ({item.confidence} confidence)</span>}
      </p>
    </li>
  );
}
