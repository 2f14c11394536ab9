// The live page: the address, the sidecar's answers and its events become one state, and that is drawn once for each frame.

import { render } from 'preact';
import { printable } from '../printable.ts';
import { App } from './app.tsx';
import { createRefresh } from './refresh.ts';
import { parseRoute, type Route, routeHash } from './route.ts';
import { after, type Happening, NO_STATE, type PageState } from './state.ts';
import { openStream } from './stream.ts';
import { keptTheme, showTheme } from './theme.ts';

function start(root: Element): void {
  let state: PageState = after(NO_STATE, { kind: 'route', route: parseRoute(location.hash) });
  let isDue = false;

  function tell(happening: Happening): void {
    const before = state;
    state = after(state, happening);
    if (happening.kind === 'hello') greeted(before);
    if (happening.kind === 'changes') refresh.changed(knowsNot(state));
    if (isDue) return;
    isDue = true;
    requestAnimationFrame(draw);
  }

  /** What happened while nobody listened is only in the answers. */
  function greeted({ connection, overview }: PageState): void {
    if (connection.kind !== 'connecting') refresh.all();
    else if (overview !== undefined) refresh.changed(true);
  }

  function draw(): void {
    isDue = false;
    const { hook } = state.route;
    document.title = hook === undefined ? 'hookmeter' : `${printable(hook)} – hookmeter`;
    render(<App state={state} go={go} askAgain={askAgain} reload={() => location.reload()} />, root);
  }

  function askAgain(): void {
    stream.close();
    stream.open();
    refresh.all();
  }

  /** Typing replaces the place in the history; everything else can be gone back from. */
  function go(route: Route, how: 'push' | 'replace' = 'push'): void {
    const hash = routeHash(route);
    if (hash === routeHash(state.route)) return;
    history[how === 'push' ? 'pushState' : 'replaceState'](null, '', hash);
    arrive(route);
  }

  function arrive(route: Route): void {
    const before = state.route;
    tell({ kind: 'route', route });
    if (route.range !== before.range) refresh.all();
    else if (route.hook !== before.hook && route.hook !== undefined) refresh.detail();
  }

  const refresh = createRefresh(() => state, tell);
  const stream = openStream(tell);
  addEventListener('popstate', () => arrive(parseRoute(location.hash)));
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') return stream.open();
    stream.close();
    refresh.pause();
  });
  root.replaceChildren();
  draw();
  stream.open();
  refresh.all();
}

/** A hook has run that has no row yet. */
function knowsNot({ overview, live }: PageState): boolean {
  if (overview === undefined) return false;
  const known = new Set(overview.hooks.map(({ hook }) => hook));
  return [...live.deltas.keys()].some((hook) => !known.has(hook));
}

showTheme(keptTheme());
const root = document.getElementById('page');
if (root !== null) start(root);
