// All that one frame of the live view is made of. Clock, calendar and terminal are arguments.

import type { Micros } from '../../base/units.ts';
import type { Screen } from './screen.ts';
import type { WatchState } from './state.ts';

export interface WatchView {
  readonly state: WatchState;
  readonly screen: Screen;
  readonly about: About;
  readonly now: Micros;
  readonly calendar: Calendar;
  readonly size: Size;
  readonly colour: boolean;
  readonly utf8: boolean;
}

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** The clock and the days of the place where the terminal stands. */
export interface Calendar {
  /** Days are numbered without gaps. */
  dayOf(at: Micros): number;
  /** `14:03:22` */
  time(at: Micros): string;
  /** `11-24` */
  date(at: Micros): string;
}

/** What is known beside the runs. */
export interface About {
  readonly dir: string;
  /** What is counted: `today`, or `since 14:03`. */
  readonly period: string;
  /** What the command line leaves out, in words; '' for nothing. */
  readonly only: string;
  readonly sidecar: SidecarState;
  /** Lines that were no record. */
  readonly refused: number;
  /** How much of the journal is read, 0 to 1; undefined when all of it is. */
  readonly reading: number | undefined;
  /** Why a part of the journal cannot be read. */
  readonly trouble: string | undefined;
}

export type SidecarState =
  | { readonly kind: 'counting'; readonly unreadBytes: number }
  | { readonly kind: 'unknown' | 'starting' | 'none' | 'silent' };
