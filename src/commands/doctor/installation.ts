// Is hookmeter where the hooks look for it, and are the hooks wrapped?

import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { packageFile } from '../../base/package.ts';
import type { Places } from '../../base/paths.ts';
import type { FoundHook } from '../../hosts/host.ts';
import type { Manifest, ManifestHook } from '../../hosts/manifest.ts';
import { hostOf } from '../../hosts/registry.ts';
import type { FoundFile, Survey } from '../../hosts/survey.ts';
import { type Around, shortPath } from '../plan-text.ts';
import { type Finding, listed } from './finding.ts';

export function checkDirectory(places: Places, around: Around): Finding {
  const check = 'directory';
  const dir = shortPath(places.dir, around);
  if (!existsSync(places.dir)) {
    return { check, level: 'warn', message: `${dir} is not there: nothing was measured yet`, fix: 'hookmeter install' };
  }
  const locked = [places.dir, places.journal].find((path) => existsSync(path) && !isWritable(path));
  if (locked !== undefined) {
    const fix = `chmod u+rwx ${shortPath(locked, around)}, or give it to yourself with chown`;
    return {
      check,
      level: 'broken',
      message: `${shortPath(locked, around)} cannot be written: no run is recorded`,
      fix,
    };
  }
  if ((statSync(places.dir).mode & 0o077) !== 0) {
    return { check, level: 'warn', message: `${dir} can be read by others`, fix: `chmod 700 ${dir}` };
  }
  return { check, level: 'ok', message: `${dir} can be written` };
}

export function checkShim(places: Places, manifest: Manifest, around: Around): Finding {
  const check = 'shim';
  const shim = join(places.bin, 'hookmeter-run');
  const path = shortPath(shim, around);
  if (!existsSync(shim)) {
    const level = manifest.hooks.length > 0 ? 'broken' : 'warn';
    return { check, level, message: `${path} is not there: wrapped hooks run unmeasured`, fix: 'hookmeter install' };
  }
  const { status, error } = spawnSync(shim, ['--version'], { encoding: 'utf8' });
  if (status !== 0) {
    const why = error?.message ?? `exit code ${status}`;
    const fix = 'it needs /bin/bash and a file system without noexec; hookmeter install writes it anew';
    return { check, level: 'broken', message: `${path} cannot be run: ${why}`, fix };
  }
  if (!readFileSync(shim).equals(readFileSync(packageFile('src/shim/hookmeter-run')))) {
    return { check, level: 'warn', message: `${path} is of another version than this command`, fix: 'hookmeter sync' };
  }
  return { check, level: 'ok', message: `${path} is current and runs` };
}

export function checkHosts(
  { files, problems, remarks }: Survey,
  manifest: Manifest,
  around: Around,
): readonly Finding[] {
  const check = 'hosts';
  const broken = problems.map(
    (problem): Finding => ({
      check,
      level: 'broken',
      message: problem,
      fix: 'mend the file; its host cannot read it either',
    }),
  );
  const found = files.flatMap((file) => checkFile(file, manifest, around));
  const others = remarks.map((message): Finding => ({ check, level: 'ok', message }));
  const gone = checkGone(manifest, around);
  if (broken.length + found.length + gone.length > 0) return [...broken, ...found, ...gone, ...others];
  return [
    ...others,
    {
      check,
      level: 'warn',
      message: 'no hooks are configured here',
      fix: 'hookmeter install --help says where it looks',
    },
  ];
}

function checkFile(file: FoundFile, manifest: Manifest, around: Around): readonly Finding[] {
  const check = 'hosts';
  const where = `${file.host.title}, ${shortPath(file.path, around)}`;
  const measured = file.hooks.filter(({ state }) => state.kind === 'wrapped' || state.kind === 'by_hand');
  const bare = file.hooks.filter(({ state }) => state.kind === 'bare');
  const missing = manifest.hooks.filter((hook) => hook.file === file.target && !isWrappedIn(file, hook));
  const lost = missing.filter(({ command }) => bare.some((hook) => hook.command === command));
  const gone = missing.filter((hook) => !lost.includes(hook));
  const outdated = file.hooks.filter(isOutdated);
  const fix = `hookmeter install ${file.host.id}`;
  const findings: Finding[] = [];
  for (const [why, names] of dangers(file)) {
    findings.push({ check, level: 'broken', message: `${where}: ${listed(names)}: ${why}`, fix });
  }
  if (lost.length > 0) {
    findings.push({
      check,
      level: 'warn',
      message: `${where}: no longer wrapped: ${listed(lost.map(({ hook }) => hook))}`,
      fix,
    });
  }
  if (gone.length > 0) findings.push(noLongerThere(where, gone));
  if (bare.length > lost.length) {
    findings.push({
      check,
      level: 'warn',
      message: `${where}: not measured: ${listed(
        bare.map(({ command }) => shorten(command)),
        3,
      )}`,
      fix,
    });
  }
  if (outdated.length > 0) {
    const names = listed(
      outdated.map(({ command }) => shorten(command)),
      3,
    );
    findings.push({
      check,
      level: 'warn',
      message: `${where}: the timeout has changed since it was wrapped: ${names}`,
      fix,
    });
  }
  const lint = file.hooks.flatMap(({ lint, command }) => (lint === undefined ? [] : [{ lint, command }]));
  for (const { lint: message, command } of lint) {
    findings.push({
      check,
      level: 'warn',
      message: `${where}: ${shorten(command)}: ${message}`,
      fix: 'correct the timeout there',
    });
  }
  if (findings.length > 0 || measured.length === 0) return findings;
  return [
    {
      check,
      level: 'ok',
      message: `${where}: ${measured.length === 1 ? '1 hook is' : `${measured.length} hooks are`} measured`,
    },
  ];
}

/** Why wrappers must not stay as they are, with the names of their hooks. */
function dangers({ hooks }: FoundFile): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { state } of hooks) {
    if (state.kind !== 'wrapped' || state.danger === undefined) continue;
    const { why } = state.danger;
    found.set(why, [...(found.get(why) ?? []), state.options.hook]);
  }
  return found;
}

/** Hooks in files that are gone. */
function checkGone({ hooks }: Manifest, around: Around): readonly Finding[] {
  const missing = hooks.filter(({ file }) => !existsSync(file));
  return [...new Set(missing.map(({ file }) => file))].map((path) => {
    const gone = missing.filter(({ file }) => file === path);
    const [first] = gone;
    const title = first === undefined ? '' : `${hostOf(first.host).title}, `;
    return noLongerThere(`${title}${shortPath(path, around)}`, gone);
  });
}

const noLongerThere = (where: string, gone: readonly ManifestHook[]): Finding => ({
  check: 'hosts',
  level: 'warn',
  message: `${where}: no longer there: ${listed(gone.map(({ hook }) => hook))}`,
  fix: 'hookmeter install forgets it',
});

const isWrappedIn = ({ hooks }: FoundFile, { hook, event }: ManifestHook): boolean =>
  hooks.some(({ state }) => state.kind === 'wrapped' && state.options.hook === hook && state.options.event === event);

const isOutdated = ({ state, timeout }: FoundHook): boolean =>
  state.kind === 'wrapped' && state.options.timeout !== timeout;

const shorten = (command: string): string => {
  const line = command.trim().replaceAll(/\s+/g, ' ');
  return line.length > 40 ? `${line.slice(0, 39)}…` : line;
};

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
