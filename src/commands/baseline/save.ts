import { existsSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { packageVersion } from '../../base/package.ts';
import type { Places } from '../../base/paths.ts';
import { microsFromMillis } from '../../base/units.ts';
import { UserError } from '../../base/user-error.ts';
import { type Baseline, hookBaselines } from '../../insight/baseline.ts';
import { isEverything, type Selection } from '../../insight/selection.ts';
import { baselinePath, writeBaseline } from '../../sidecar/baseline-store.ts';
import { journalHistory } from '../../sidecar/history.ts';
import { countsWords } from '../../views/comparison/words.ts';
import { printable } from '../../views/printable.ts';
import { type SelectionFlags, selectionFrom } from '../selection-options.ts';
import { checkedName, isPath } from './reference.ts';

export interface SaveFlags extends SelectionFlags {
  readonly output?: string;
  readonly force?: boolean;
}

/** What was saved, in a line. Throws UserError where nothing was. */
export async function save(name: string | undefined, flags: SaveFlags, places: Places): Promise<string> {
  const target = targetOf(name, flags.output, places);
  const refusal = `${target.path} is there already; nothing was saved: choose another name, or replace it with --force`;
  if (flags.force !== true && existsSync(target.path)) throw new UserError(refusal);
  const now = microsFromMillis(Date.now());
  const selection = selectionFrom(flags, now);
  const until = selection.until ?? now;
  const history = await journalHistory(places.journal, { selection: { ...selection, until }, pause: async () => {} });
  const hooks = hookBaselines(history);
  if (hooks.length === 0) throw new UserError(nothing(selection, places));
  const baseline: Baseline = {
    name: target.name,
    savedAt: now,
    savedBy: packageVersion(),
    selection: { ...selection, until },
    hooks,
  };
  if (!writeBaseline(target.path, baseline, { replace: flags.force === true })) throw new UserError(refusal);
  return `${printable(flags.output ?? target.name)} holds ${countsWords(baseline)}\n`;
}

interface Target {
  readonly name: string;
  readonly path: string;
}

function targetOf(name: string | undefined, output: string | undefined, { baselines }: Places): Target {
  if (name !== undefined && isPath(name)) {
    throw new UserError(`${JSON.stringify(name)} is a path; expected a name, or --output ${JSON.stringify(name)}`);
  }
  const checked = name === undefined ? undefined : checkedName(name);
  if (output === undefined) {
    if (checked === undefined) throw new UserError('nothing says where to; expected a name, or --output FILE');
    return { name: checked, path: baselinePath(baselines, checked) };
  }
  const path = resolve(output);
  if (output === '' || !existsSync(dirname(path)) || isFolder(path)) {
    throw new UserError(`--output is ${JSON.stringify(output)}; expected a file in a folder that exists`);
  }
  return { name: checked ?? basename(path).replace(/\.json$/, ''), path };
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

function nothing(selection: Selection, { journal }: Places): string {
  if (isEverything(selection)) return `${journal} holds no run that has ended; nothing was saved`;
  return `${journal} holds no run that has ended and is among those asked for; nothing was saved`;
}
