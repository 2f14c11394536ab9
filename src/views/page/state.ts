// All that the page knows, and what each happening makes of it.

import { assertNever } from '../../base/assert-never.ts';
import type { Changes, Health, Hello, HookDetail, InsightsAnswer, Overview, RunsAnswer } from '../api/types.ts';
import { afterChanges, afterHealth, afterHello, afterOverview, afterRuns, type Live, NO_LIVE } from './live.ts';
import { type Route, START } from './route.ts';

/** Of the stream of events. */
export type Connection =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  /** Since when, by this machine's clock. */
  | { readonly kind: 'lost'; readonly since: number }
  /** Nobody looks at the page. */
  | { readonly kind: 'paused' };

/** Why an answer did not come. */
export type Trouble =
  | { readonly kind: 'reading_journal' }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'not_allowed' }
  /** What the sidecar said. */
  | { readonly kind: 'refused'; readonly status: number; readonly says: string }
  | { readonly kind: 'not_understood' };

export type Detail =
  | { readonly kind: 'loading'; readonly hook: string }
  | { readonly kind: 'loaded'; readonly hook: string; readonly detail: HookDetail }
  | { readonly kind: 'unknown'; readonly hook: string };

export interface PageState {
  readonly route: Route;
  readonly connection: Connection;
  readonly live: Live;
  readonly overview: Overview | undefined;
  /** The overview and the detail are of another range than is wanted. */
  readonly isOutdated: boolean;
  readonly insights: InsightsAnswer | undefined;
  readonly detail: Detail | undefined;
  /** The hook that was looked at before. */
  readonly cameFrom: string | undefined;
  /** The last question's; undefined once one was answered. */
  readonly trouble: Trouble | undefined;
  /** The version of the sidecar changed while the page was open. */
  readonly updated: boolean;
}

export type Happening =
  | { readonly kind: 'route'; readonly route: Route }
  | { readonly kind: 'overview'; readonly overview: Overview }
  | { readonly kind: 'insights'; readonly insights: InsightsAnswer }
  | { readonly kind: 'runs'; readonly runs: RunsAnswer }
  | { readonly kind: 'detail'; readonly hook: string; readonly detail: HookDetail | undefined }
  | { readonly kind: 'trouble'; readonly trouble: Trouble }
  | { readonly kind: 'connection'; readonly connection: Connection }
  | { readonly kind: 'hello'; readonly hello: Hello; readonly now: number }
  | { readonly kind: 'changes'; readonly changes: Changes; readonly now: number }
  | { readonly kind: 'health'; readonly health: Health; readonly now: number };

export const NO_STATE: PageState = {
  route: START,
  connection: { kind: 'connecting' },
  live: NO_LIVE,
  overview: undefined,
  isOutdated: false,
  insights: undefined,
  detail: undefined,
  cameFrom: undefined,
  trouble: undefined,
  updated: false,
};

export function after(state: PageState, happening: Happening): PageState {
  const { live } = state;
  switch (happening.kind) {
    case 'route':
      return atRoute(state, happening.route);
    case 'overview': {
      const { overview } = happening;
      const counted = afterOverview(live, Date.parse(overview.generated_at));
      return { ...state, overview, isOutdated: false, trouble: undefined, live: counted };
    }
    case 'insights':
      return { ...state, insights: happening.insights };
    case 'runs':
      return { ...state, live: afterRuns(live, happening.runs.runs) };
    case 'detail':
      return withDetail(state, happening.hook, happening.detail);
    case 'trouble':
      return { ...state, trouble: happening.trouble };
    case 'connection':
      return { ...state, connection: happening.connection };
    case 'hello': {
      const { hello, now } = happening;
      const updated = state.updated || (live.version !== undefined && live.version !== hello.version);
      return { ...state, updated, connection: { kind: 'live' }, live: afterHello(live, hello, now) };
    }
    case 'changes':
      return { ...state, live: afterChanges(live, happening.changes, happening.now) };
    case 'health':
      return { ...state, live: afterHealth(live, happening.health, happening.now) };
    default:
      return assertNever(happening);
  }
}

function atRoute(state: PageState, route: Route): PageState {
  const { hook } = route;
  const detail = hook === undefined || state.detail?.hook === hook ? state.detail : { kind: 'loading' as const, hook };
  const isOutdated = state.isOutdated || route.range !== state.route.range;
  return { ...state, route, isOutdated, cameFrom: state.route.hook, detail: hook === undefined ? undefined : detail };
}

/** An answer about a hook that is no longer looked at is dropped. */
function withDetail(state: PageState, hook: string, detail: HookDetail | undefined): PageState {
  if (state.route.hook !== hook) return state;
  return {
    ...state,
    trouble: undefined,
    detail: detail === undefined ? { kind: 'unknown', hook } : { kind: 'loaded', hook, detail },
  };
}

/** The server's clock, from this machine's. */
export const serverNow = ({ live }: PageState, now: number): number => now + live.clockAhead;

/** No run is known, in no time. Undefined as long as that is not known. */
export function isFirstRun({ overview, live }: PageState): boolean | undefined {
  if (overview === undefined) return undefined;
  if (overview.runs > 0 || overview.hooks.some(({ runs }) => runs > 0) || live.since.runs > 0) return false;
  return (live.health?.runs ?? 0) === 0 && live.open.size === 0 && live.latest.length === 0;
}
