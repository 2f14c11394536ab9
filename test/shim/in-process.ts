// Runs scripts that `import 'hookmeter'` against the built package, by its name.
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../support/folders.ts';
import { PACKAGE } from '../support/hookmeter.ts';
import { type Ended, type Env, run } from '../support/programs.ts';

/** Writes a module into a folder where the package and what it depends on are installed, and returns its path. */
export function moduleOf(text: string): string {
  const folder = temporaryFolder();
  const modules = join(folder, 'node_modules');
  mkdirSync(modules);
  symlinkSync(PACKAGE, join(modules, 'hookmeter'));
  const scope = [join(PACKAGE, 'node_modules'), join(PACKAGE, '..')].map((place) => join(place, '@opentelemetry'));
  symlinkSync(scope.find(existsSync) ?? '', join(modules, '@opentelemetry'));
  const path = join(folder, 'hook.mjs');
  writeFileSync(path, text);
  return path;
}

/** Runs a module to the end of its process; `env` as given, nothing else that hosts set. */
export const runModule = (text: string, env: Env): Promise<Ended> => run(process.execPath, [moduleOf(text)], { env });
