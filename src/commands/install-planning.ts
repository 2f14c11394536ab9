// What install would do now: the manifest and the files as they are at this moment, and the plan that follows from them.

import type { Places } from '../base/paths.ts';
import { UserError } from '../base/user-error.ts';
import type { Surroundings } from '../hosts/host.ts';
import { type Manifest, readManifest } from '../hosts/manifest.ts';
import { type FilePlan, type InstallChoice, planInstall } from '../hosts/plan.ts';
import { hosts as allHosts } from '../hosts/registry.ts';
import { type Choice, type FoundFile, survey } from '../hosts/survey.ts';
import { bareTwins, type Twin } from '../hosts/twins.ts';

export interface Planned {
  readonly manifest: Manifest;
  readonly plans: readonly FilePlan[];
  readonly remarks: readonly string[];
  readonly twins: readonly Twin[];
  /** The files of all hosts and scopes. */
  readonly everywhere: readonly FoundFile[];
}

interface Question extends Choice {
  readonly choice: InstallChoice;
  readonly places: Places;
  readonly around: Surroundings;
}

/** Throws UserError where the manifest or a file that is to be changed cannot be understood. */
export function planned({ hosts, scope, choice, places, around }: Question): Planned {
  const read = readManifest(places.manifest);
  if (!read.ok) throw new UserError(`${read.message}; nothing was changed. Move that file away to begin anew`);
  const { manifest } = read;
  const found = survey({ hosts, scope }, around);
  if (found.problems.length > 0) throw new UserError(problemsText(found.problems));
  const isAll = scope === undefined && hosts.length === allHosts().length;
  const { files } = isAll ? found : survey({ hosts: allHosts(), scope: undefined }, around);
  const plans = planInstall(found.files, choice, manifest, files);
  return { manifest, plans, remarks: found.remarks, twins: bareTwins(plans, files), everywhere: files };
}

/** Every file that cannot be understood, a line each. */
const problemsText = (problems: readonly string[]): string =>
  `${problems.join('\nhookmeter: ')}${problems.length > 1 ? '\nhookmeter: ' : '; '}nothing was changed. Mend it, or name the hosts that you mean`;
