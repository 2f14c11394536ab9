// What install says beside the plan itself.

import type { Places } from '../base/paths.ts';
import type { Host } from '../hosts/host.ts';
import type { ManifestHook } from '../hosts/manifest.ts';
import type { FilePlan } from '../hosts/plan.ts';
import type { Twin } from '../hosts/twins.ts';
import { printable } from '../views/printable.ts';
import type { Planned } from './install-planning.ts';
import { type Around, counted, hooksText, type Look, shortPath } from './plan-text.ts';

/** Which hooks there are and what becomes of them, and what is to be known about them. */
export const planText = ({ plans, remarks, twins }: Planned, look: Look): string =>
  [
    hooksText(plans, 'wrap', look),
    ...remarks.map((remark) => `${printable(remark)}\n`),
    ...twins.map((twin) => twinText(twin, look)),
  ].join('');

const twinText = ({ command, event, path }: Twin, around: Around): string =>
  `Careful: ${printable(command)} (${event}) also stands in ${shortPath(path, around)}, which stays as it is. The host will take the two for ` +
  'different hooks and run both; leave --scope out.\n';

/** Where there is nothing to change. */
export function nothingText({ plans }: Planned, hosts: readonly Host[], events: ReadonlySet<string>): string {
  const hooks = plans.flatMap(({ found }) => found.hooks);
  const known = [...new Set(hooks.map(({ event }) => event))];
  const unknown = [...events].filter((event) => !known.includes(event));
  if (hooks.length > 0 && unknown.length > 0) {
    const which = unknown.length === 1 ? 'the event' : 'any of the events';
    return `No hook here has ${which} ${printable(unknown.join(', '))}; there are ${printable(known.join(', '))}. Nothing was changed.\n`;
  }
  const measured = hooks.filter(({ state }) => state.kind === 'wrapped' || state.kind === 'by_hand').length;
  if (measured > 0) return `${areThere(measured, 'hook')} measured already; nothing was changed.\n`;
  if (hooks.length > 0 || plans.some(({ found }) => found.remarks.length > 0)) {
    return 'There is nothing to wrap; nothing was changed.\n';
  }
  const titles = hosts.map(({ title }) => title).join(', ');
  return `No hooks of ${titles} were found for you or in this project; nothing was changed.\n${BY_HAND}\n`;
}

const BY_HAND =
  '`hookmeter run --hook NAME -- COMMAND` measures any command, `hookmeter demo --once` shows what comes of it.';

/** Hooks that were configured, and are no more. */
export function goneText(before: readonly ManifestHook[], after: readonly ManifestHook[]): string {
  const gone = before.filter(
    ({ file, hook, event }) => !after.some((each) => each.file === file && each.hook === hook && each.event === event),
  );
  const names = [...new Set(gone.map(({ hook, event }) => (event === hook ? hook : `${hook} (${event})`)))];
  return names.length === 0 ? '' : `No longer configured, and forgotten: ${printable(names.join(', '))}.\n`;
}

/** What was done, and what comes next. */
export function doneText(changing: readonly FilePlan[], places: Places, look: Look): string {
  const hooks = changing.reduce((sum, plan) => sum + plan.hooks.length, 0);
  const afterwards = new Set(
    changing.flatMap(({ found: { host } }) =>
      host.afterwards === undefined ? [] : [`${host.title}: ${host.afterwards}`],
    ),
  );
  const shared = changing
    .filter(({ found }) => found.scope === 'project' && found.host.id !== 'git')
    .map(({ found }) => shortPath(found.path, look));
  const lines = [
    `${areThere(hooks, 'hook')} measured now. The files as they were: ${shortPath(places.backups, look)}`,
    ...afterwards,
    ...(shared.length === 0
      ? []
      : [
          `${shared.join(', ')}: shared with others by git, perhaps. Without hookmeter their hooks run as before (native Windows: docs/install.md).`,
        ]),
    ...(process.env['HOOKMETER_DIR']
      ? ['HOOKMETER_DIR is set here: the hosts need it in their environment too, else their hooks run unmeasured.']
      : []),
    'Next: work as usual, then `hookmeter report`. `hookmeter service install` keeps /metrics up, `hookmeter doctor` checks everything.',
  ];
  return lines.map((line) => `${line}\n`).join('');
}

const areThere = (count: number, what: string): string => `${counted(count, what)} ${count === 1 ? 'is' : 'are'}`;
