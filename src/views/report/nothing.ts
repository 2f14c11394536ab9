// What to say where there is nothing to report, in any format.

import { nearNames } from '../../base/near-names.ts';
import { matcher } from '../../insight/selection.ts';
import { quoted } from '../printable.ts';
import { listed } from '../words.ts';
import type { Report } from './types.ts';

/** What there is, whatever was selected. */
export interface Known {
  readonly hooks: readonly string[];
  readonly projects: readonly string[];
}

/** Lines for a directory without runs, or for a selection in which there are none. */
export function nothingLines(report: Report, known: Known): readonly string[] {
  return report.selection === null ? firstRun(report) : nothingSelected(report, known);
}

const firstRun = ({ never_ran }: Report): readonly string[] =>
  never_ran.length > 0
    ? ['No hook has run yet.']
    : [
        'No hook has run yet. To start:',
        '  hookmeter install        puts hookmeter-run in front of the hooks that you have',
        '  hookmeter-run -- COMMAND times one run of a command by hand',
        '  hookmeter demo           shows all of this on a throw-away git repository',
      ];

function nothingSelected({ selection, journal }: Report, known: Known): readonly string[] {
  if (selection === null) return [];
  const { since, until, hooks, projects } = selection;
  const where = [
    ...(hooks.length > 0 ? [`of ${listed(hooks.map(quoted))}`] : []),
    ...(projects.length > 0 ? [`in ${listed(projects.map(quoted))}`] : []),
    ...(since === null ? [] : [`since ${short(since)}`]),
    ...(until === null ? [] : [`before ${short(until)}`]),
  ];
  return [
    `Nothing was found: the journal has no run ${where.join(' ')}.`,
    journal.days === null ? 'The journal is empty.' : `The journal goes from ${journal.days[0]} to ${journal.days[1]}.`,
    ...instead('hooks', hooks, known.hooks),
    ...(projects.length === 0 ? [] : instead('projects', projects, known.projects)),
  ];
}

function instead(what: string, asked: readonly string[], all: readonly string[]): readonly string[] {
  const known = all.filter((name) => name !== '');
  // Where a hook was named that there is, it is not what is missing.
  const isMissing = asked.length === 0 || !known.some(matcher(asked));
  if (known.length === 0 || !isMissing) return [];
  const near = asked.flatMap((name) => nearNames(name, known));
  if (near.length > 0) return [`Did you mean ${listed([...new Set(near)].slice(0, MOST_NAMES).map(quoted))}?`];
  const more = known.length > MOST_NAMES ? ` and ${known.length - MOST_NAMES} more` : '';
  return [`Known ${what} are ${known.slice(0, MOST_NAMES).map(quoted).join(', ')}${more}.`];
}

const MOST_NAMES = 10;
const short = (moment: string): string => `${moment.slice(0, 16).replace('T', ' ')} UTC`;
