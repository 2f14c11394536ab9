// Carries a plan out. Whatever moment it is stopped at, every file is either as it was or as planned, and what stood there is on record.

import {
  constants,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { removeLeftovers, syncFolder, writeAtomically } from '../base/atomic-write.ts';
import type { Places } from '../base/paths.ts';
import { UserError } from '../base/user-error.ts';
import { type Manifest, type ManifestFile, type ManifestHook, writeManifest } from './manifest.ts';
import { changes, type FilePlan } from './plan.ts';
import { bytesOf, isOther, sha256 } from './text-file.ts';

/**
 * Writes the files, and what was in them to backups/ and manifest.json first. Throws UserError where a file cannot be written or is no longer
 * the one that was read, before the first one is touched, and what the file system says.
 */
export function applyInstall(plans: readonly FilePlan[], manifest: Manifest, places: Places): Manifest {
  const changing = plans.filter(changes);
  for (const plan of changing) refuseUnwritable(plan);
  mkdirSync(places.backups, { recursive: true, mode: 0o700 });
  const touched = new Map(plans.filter(({ hooks }) => hooks.length > 0).map((plan) => [plan.found.target, plan]));
  const next: Manifest = {
    v: 1,
    hooks: configuredAfter(plans, manifest),
    files: [
      ...manifest.files.filter(({ path }) => !touched.has(path)),
      ...Array.from(touched.values(), (plan) => recordOf(plan, manifest, places)),
    ],
  };
  // Before the files: what stands in a file can always be taken back, even after a crash in the middle.
  writeManifest(places.manifest, next);
  for (const plan of changing) {
    removeLeftovers(plan.found.target);
    write(plan);
  }
  return next;
}

/** The measured hooks of all files: of those that were looked at as they are planned, and of others where the file is still there. */
export function configuredAfter(plans: readonly FilePlan[], manifest: Manifest): ManifestHook[] {
  const lookedAt = new Set(plans.map(({ found }) => found.target));
  return [
    ...manifest.hooks.filter(({ file }) => !lookedAt.has(file) && existsSync(file)),
    ...plans.flatMap(({ hooks }) => hooks),
  ];
}

/** Writes the files, then forgets what was on record about those that hold nothing of ours any more. */
export function applyUninstall(plans: readonly FilePlan[], manifest: Manifest, places: Places): Manifest {
  const changing = plans.filter(changes);
  for (const plan of changing) refuseUnwritable(plan);
  for (const plan of changing) write(plan);
  for (const path of new Set(manifest.files.map((file) => file.path))) removeLeftovers(path);
  for (const plan of plans) removeCopy(plan);
  const done = new Map(plans.map((plan) => [plan.found.target, plan]));
  const isGone = ({ path }: ManifestFile): boolean => !existsSync(path) || done.get(path)?.hooks.length === 0;
  const gone = new Set(manifest.files.filter(isGone).map(({ path }) => path));
  const next: Manifest = {
    v: 1,
    hooks: manifest.hooks.flatMap((hook) => (gone.has(hook.file) || done.has(hook.file) ? [] : [hook])),
    files: manifest.files
      .filter(({ path }) => !gone.has(path))
      .map((file) => {
        const plan = done.get(file.path);
        return plan === undefined ? file : { ...file, sha256: shaAfter(plan), tokens: plan.tokens };
      }),
  };
  next.hooks.push(...plans.flatMap(({ hooks }) => hooks));
  if (next.files.length === 0) removeRecords(places);
  else writeManifest(places.manifest, next);
  for (const { path, backup } of manifest.files) if (gone.has(path)) rmSync(join(places.dir, backup), { force: true });
  return next;
}

function removeRecords(places: Places): void {
  rmSync(places.manifest, { force: true });
  rmSync(places.backups, { recursive: true, force: true });
}

function refuseUnwritable({ found: { path, target, file, hooks }, moves }: FilePlan): void {
  if (!file.isWritable)
    throw new UserError(`${path} is read-only; nothing was changed. Allow writing (chmod u+w), or leave it out`);
  if (sha256(readFileSync(target)) !== file.sha256) {
    throw new UserError(`${path} was changed by somebody else just now; nothing was changed. Try again`);
  }
  if (moves === undefined) return;
  if (isStub(hooks) && !existsSync(moves)) {
    throw new UserError(
      `${moves} is gone, the hook that ${path} runs; nothing was changed. Put it back, or remove ${path}`,
    );
  }
  if (!isStub(hooks) && isOther(moves, target)) {
    throw new UserError(`${moves} is another file, which would be lost; nothing was changed. Move it away`);
  }
}

const isStub = (hooks: FilePlan['found']['hooks']): boolean =>
  hooks.some(({ change, state }) => change.kind === 'stub' && state.kind === 'wrapped');

function recordOf(plan: FilePlan, manifest: Manifest, places: Places): ManifestFile {
  const { found, tokens } = plan;
  const known = manifest.files.find(({ path }) => path === found.target);
  const isBare = found.hooks.every(({ state }) => state.kind !== 'wrapped');
  const backup = isBare || known === undefined ? backupOf(found) : known.backup;
  if (isBare) keepBackup(found, join(places.dir, backup));
  return {
    path: found.target,
    host: found.host.id,
    scope: found.scope,
    project: known?.project ?? found.project,
    backup,
    sha256: shaAfter(plan),
    tokens,
  };
}

/** Each state of a file has a backup of its own, so that none is overwritten. */
const backupOf = ({ target, file }: FilePlan['found']): string =>
  `backups/${sha256(Buffer.from(`${target}\0${file.sha256}`)).slice(0, 12)}-${basename(target)}`;

function keepBackup({ file }: FilePlan['found'], path: string): void {
  if (!existsSync(path)) writeAtomically(path, bytesOf(file.text, file.encoding), { durable: true });
}

const shaAfter = ({ found, after }: FilePlan): string => sha256(bytesOf(after, found.file.encoding));

function write({ found, after, moves }: FilePlan): void {
  const { target, file } = found;
  if (moves !== undefined && isStub(found.hooks)) {
    renameSync(moves, target);
    syncFolder(dirname(target));
    return;
  }
  if (moves !== undefined) copyAside(target, moves);
  const mode = moves === undefined ? file.mode : 0o755;
  writeAtomically(target, bytesOf(after, file.encoding), { durable: true, like: { ...statSync(target), mode } });
}

/** What an install that was killed has already copied aside, of a hook that is still in its place. */
function removeCopy({ found: { target, hooks } }: FilePlan): void {
  for (const { change, state } of hooks) {
    if (change.kind !== 'stub' || state.kind !== 'bare' || !existsSync(change.original)) continue;
    if (readFileSync(change.original).equals(readFileSync(target))) rmSync(change.original);
  }
}

/** A link stays a link: it is relative to the same folder. What is there already is a copy, which a killed install has left. */
function copyAside(from: string, to: string): void {
  if (lstatSync(to, { throwIfNoEntry: false }) !== undefined) return;
  if (lstatSync(from).isSymbolicLink()) symlinkSync(readlinkSync(from), to);
  else copyFileSync(from, to, constants.COPYFILE_EXCL);
}
