// A hook's name, whatever is in it: as text, in its own direction, cut by the style sheet where there is no room.

import type { JSX } from 'preact';
import { printable } from '../printable.ts';
import { type Route, routeHash } from './route.ts';

export type Go = (route: Route, how?: 'push' | 'replace') => void;

export const HookName = ({ hook }: { hook: string }): JSX.Element => (
  <bdi class="name" title={printable(hook)}>
    {shownName(hook)}
  </bdi>
);

/** Nobody could see or click a name of blanks. */
export function shownName(hook: string): string {
  const name = printable(hook);
  return name.trim() === '' ? `“${name}”` : name;
}

/** Opens the detail view; a true link, so that it can be opened elsewhere too. */
export function HookLink({ hook, route, go }: { hook: string; route: Route; go: Go }): JSX.Element {
  const target = { ...route, hook, scale: undefined };
  return (
    <PageLink to={target} go={go} class="hook-link">
      <HookName hook={hook} />
    </PageLink>
  );
}

interface PageLinkProps {
  readonly to: Route;
  readonly go: Go;
  readonly class?: string;
  readonly current?: boolean;
  readonly children: preact.ComponentChildren;
}

export function PageLink({ to, go, children, current = false, ...more }: PageLinkProps): JSX.Element {
  const follow = (event: MouseEvent): void => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(to);
  };
  return (
    <a href={routeHash(to)} onClick={follow} class={more.class ?? ''} aria-current={current ? 'true' : undefined}>
      {children}
    </a>
  );
}
