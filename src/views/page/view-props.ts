import type { Go } from './hook-name.tsx';
import type { PageState } from './state.ts';

/** What every view is given. */
export interface ViewProps {
  readonly state: PageState;
  readonly go: Go;
}
