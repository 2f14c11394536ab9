// What hooks there are: every file of the chosen hosts, read.

import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import type { FoundHook, Host, Place, Scope, Surroundings } from './host.ts';
import type { Manifest } from './manifest.ts';
import { MAX_BYTES, readTextFile, statusOf, type TextFile } from './text-file.ts';

export interface FoundFile {
  readonly host: Host;
  readonly scope: Scope;
  /** The top of the project that it belongs to; of the user's own files, of the one that was looked at. */
  readonly project: string;
  /** As people know it. */
  readonly path: string;
  /** What is replaced when it changes: the file behind any link, but the link itself where a stub takes its place. */
  readonly target: string;
  readonly file: TextFile;
  readonly hooks: readonly FoundHook[];
  readonly remarks: readonly string[];
}

export interface Survey {
  readonly files: readonly FoundFile[];
  readonly remarks: readonly string[];
  /** One line for each file that cannot be understood. */
  readonly problems: readonly string[];
}

export interface Choice {
  readonly hosts: readonly Host[];
  readonly scope: Scope | undefined;
}

/** Files of other projects that an earlier install changed are read too where `manifest` is given. */
export function survey({ hosts, scope }: Choice, around: Surroundings, manifest?: Manifest): Survey {
  const files: FoundFile[] = [];
  const problems: string[] = [];
  const remarks: string[] = [];
  const looked = new Set<string>();
  const seen = new Set<string>();
  for (const { host, place, project } of placesOf(hosts, around, manifest)) {
    if ((scope !== undefined && place.scope !== scope) || looked.has(place.path)) continue;
    looked.add(place.path);
    const outside = isOwn(host, place) ? undefined : leadsOut(place.path, project);
    if (outside !== undefined) {
      remarks.push(`${place.path} leads out of the project, to ${outside}; its hooks are neither read nor changed`);
      continue;
    }
    if (place.scope !== 'user' && (statusOf(place.path)?.size ?? 0) > MAX_BYTES) {
      remarks.push(`${place.path} is larger than 5 MB; its hooks are neither read nor changed`);
      continue;
    }
    const file = read(place.path);
    if (typeof file === 'string') problems.push(file);
    if (file === undefined || typeof file === 'string') continue;
    const found = host.read(place, file.text, { ...around, project });
    if (!found.ok) {
      problems.push(`${place.path}: ${found.message}`);
      continue;
    }
    const target = found.hooks.some(({ change }) => change.kind === 'stub') ? linkPath(place.path) : file.path;
    if (seen.has(target)) continue;
    seen.add(target);
    files.push({
      host,
      scope: place.scope,
      project,
      path: place.path,
      target,
      file,
      hooks: found.hooks.map(passable),
      remarks: found.remarks,
    });
  }
  return { files, problems, remarks: [...remarks, ...hosts.flatMap((host) => host.remarks?.(around) ?? [])] };
}

/** The shim takes these words for the beginning of the command. */
const UNPASSABLE: ReadonlySet<string> = new Set(['--', '-c']);

const passable = (hook: FoundHook): FoundHook =>
  hook.state.kind === 'bare' && UNPASSABLE.has(hook.event)
    ? {
        ...hook,
        state: {
          kind: 'left',
          why: `its event is called ${hook.event}, which no wrapper can pass on`,
          byDefault: false,
        },
      }
    : hook;

/** No part of a clone; or a hook that is a link itself, which is replaced, and what it leads to stays. */
const isOwn = (host: Host, { scope, isLink }: Place): boolean =>
  scope === 'user' || isLink === true || (host.id === 'git' && scope === 'local');

/** Where a file of a project really is, if that is outside of it: a cloned repository may hold a link to any file of whoever runs install. */
function leadsOut(path: string, project: string): string | undefined {
  if (!isInside(path, project) || !existsSync(path)) return undefined;
  const [real, home] = [realpathSync(path), realpathSync(project)];
  return isInside(real, home) ? undefined : real;
}

const isInside = (path: string, folder: string): boolean =>
  path.startsWith(folder.endsWith(sep) ? folder : folder + sep);

interface Candidate {
  readonly host: Host;
  readonly place: Place;
  readonly project: string;
}

function placesOf(hosts: readonly Host[], around: Surroundings, manifest: Manifest | undefined): Candidate[] {
  return hosts.flatMap((host) => [
    ...placesAround(host, around),
    ...(manifest?.files ?? [])
      .filter((file) => file.host === host.id)
      .map(({ path, scope, project }) => ({ host, place: { path, scope }, project })),
  ]);
}

function placesAround(host: Host, around: Surroundings): Candidate[] {
  const { project, folder } = around;
  const own = host.places(around).map((place) => ({ host, place, project }));
  if (folder === undefined || host.takesFolders !== true) return own;
  const below = host.places({ ...around, project: folder }).filter(({ scope }) => scope !== 'user');
  return [...own, ...below.map((place) => ({ host, place, project: folder }))];
}

function read(path: string): TextFile | string | undefined {
  try {
    return readTextFile(path);
  } catch (error) {
    return `${path} cannot be read: ${error instanceof Error ? error.message : error}`;
  }
}

const linkPath = (path: string): string => join(realpathSync(dirname(path)), basename(path));
