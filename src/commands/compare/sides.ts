// What is compared with what.

import { nearNames } from '../../base/near-names.ts';
import type { Places } from '../../base/paths.ts';
import { type Micros, microsFromMillis } from '../../base/units.ts';
import { UserError } from '../../base/user-error.ts';
import { type Baseline, hookBaselines } from '../../insight/baseline.ts';
import { matcher, type Selection } from '../../insight/selection.ts';
import { journalHistory } from '../../sidecar/history.ts';
import type { ComparedSide } from '../../views/comparison/report.ts';
import { printable, quoted } from '../../views/printable.ts';
import { baselineOf, isPath } from '../baseline/reference.ts';
import { type SelectionFlags, selectionFrom } from '../selection-options.ts';

export interface Sides {
  readonly base: ComparedSide;
  readonly head: ComparedSide;
  readonly notes: readonly string[];
}

/** Only hooks that both sides were asked about: one that was left out on one side is neither new nor gone. Throws UserError. */
export async function sidesFrom(
  references: { readonly base: string; readonly head: string | undefined },
  flags: SelectionFlags,
  places: Places,
): Promise<Sides> {
  const now = microsFromMillis(Date.now());
  const asked = selectionFrom(flags, now);
  const baseline = baselineOf(references.base, places.baselines);
  const base = sideOf(references.base, baseline);
  checkProjects(base, asked);
  const head =
    references.head === undefined
      ? await journalSide(baseline, asked, places)
      : headBaseline(references.head, asked, flags, places);
  const patterns = [base.selection.hooks, head.selection.hooks, asked.hooks];
  const isAsked = patterns.map(matcher);
  const narrowed = (side: ComparedSide): ComparedSide => ({
    ...side,
    hooks: side.hooks.filter(({ hook }) => isAsked.every((matches) => matches(hook))),
  });
  const sides = { base: narrowed(base), head: narrowed(head), notes: notesOn(base, head) };
  if (asked.hooks.length > 0 && sides.base.hooks.length + sides.head.hooks.length === 0) {
    const known = new Set([...base.hooks, ...head.hooks].map(({ hook }) => hook));
    const near = new Set(asked.hooks.flatMap((name) => nearNames(name, [...known])));
    const way = near.size === 0 ? '' : `; did you mean ${all([...near])}?`;
    throw new UserError(`--hook is ${all(asked.hooks)}; neither side has such a hook${way}`);
  }
  return sides;
}

/** A file is known by what is written in it: its path means nothing to whoever reads a comment under a pull request. */
const sideOf = (reference: string, { name, selection, hooks }: Baseline): ComparedSide => ({
  name: isPath(reference) && name !== '' ? name : reference,
  selection,
  hooks,
});

/** The runs that ended after those of the baseline, in the projects that it is of. */
async function journalSide(base: Baseline, asked: Selection, { journal }: Places): Promise<ComparedSide> {
  const since: Micros = asked.since ?? base.selection.until;
  const selection = { since, until: asked.until, hooks: base.selection.hooks, projects: base.selection.projects };
  if (asked.until !== undefined && asked.until <= since) {
    throw new UserError('--until is not after the end of the baseline; nothing lies between');
  }
  const hooks = hookBaselines(await journalHistory(journal, { selection, pause: async () => {} }));
  return { name: undefined, selection, hooks };
}

function headBaseline(reference: string, asked: Selection, flags: SelectionFlags, places: Places): ComparedSide {
  const flag = flags.since !== undefined ? '--since' : flags.until !== undefined ? '--until' : undefined;
  if (flag !== undefined) throw new UserError(`${flag} is for runs from the journal; both sides are baselines here`);
  const head = sideOf(reference, baselineOf(reference, places.baselines));
  checkProjects(head, asked);
  return head;
}

/** A baseline does not know which run was in which project. */
function checkProjects({ name, selection }: ComparedSide, asked: Selection): void {
  if (asked.projects.length === 0 || sameNames(asked.projects, selection.projects)) return;
  const own = selection.projects.length === 0 ? 'all projects together' : `the projects ${all(selection.projects)}`;
  throw new UserError(
    `--project is ${all(asked.projects)}; ${printable(name ?? '')} is of ${own}: save one with the same --project, and compare that`,
  );
}

function notesOn(base: ComparedSide, head: ComparedSide): readonly string[] {
  if (sameNames(base.selection.projects, head.selection.projects)) return [];
  return ['The two are of different projects; what differs may be that.'];
}

const sameNames = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((name) => b.includes(name));
const all = (names: readonly string[]): string => names.map(quoted).join(', ');
