// What install says beside the plan itself.

import type { Places } from '../base/paths.ts';
import type { FilePlan } from '../hosts/plan.ts';
import type { Twin } from '../hosts/twins.ts';
import { printable } from '../views/printable.ts';
import { type Around, type Look, shortPath } from './plan-text.ts';

export const twinText = ({ command, event, path }: Twin, around: Around): string =>
  `Careful: ${printable(command)} (${event}) also stands in ${shortPath(path, around)}, which stays as it is. The host will take the two for ` +
  'different hooks and run both; leave --scope out.\n';

/** Where there is nothing to change. */
export function nothingText(plans: readonly FilePlan[], titles: readonly string[]): string {
  const hooks = plans.flatMap(({ found }) => found.hooks);
  const measured = hooks.filter(({ state }) => state.kind === 'wrapped' || state.kind === 'by_hand').length;
  if (measured > 0) return `${counted(measured, 'hook')} measured already; nothing was changed.\n`;
  if (hooks.length > 0) return 'There is nothing to wrap; nothing was changed.\n';
  return `No hooks of ${titles.join(', ')} were found for you or in this project; nothing was changed.\n`;
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
    `${counted(hooks, 'hook')} measured now. The files as they were: ${shortPath(places.backups, look)}`,
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

const counted = (count: number, what: string): string => (count === 1 ? `1 ${what} is` : `${count} ${what}s are`);
