// The rules' own tests, in prometheus/tests, and promtool to run them with.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../support/programs.ts';

export const ROOT = join(import.meta.dirname, '..', '..');
export const RULES = ['prometheus/rules/recording.yml', 'prometheus/rules/alerts.yml'] as const;
export const CASES = readdirSync(join(ROOT, 'prometheus/tests')).filter(
  (name) => name.endsWith('.yml') && !name.endsWith('.rules.yml'),
);

/** What it ends with, and what it says where that is not 0. Paths are relative to the repository. */
export async function ask(promtool: string, ...words: readonly string[]): Promise<Judgement> {
  // A third of its time would be spent on freeing memory that it needs again at once.
  const { code, stdout, stderr } = await run(promtool, words, { cwd: ROOT, env: { GOGC: '400' } });
  return { code, failed: code === 0 ? '' : stdout + stderr };
}

interface Judgement {
  readonly code: number | null;
  readonly failed: string;
}

export const checkRules = (promtool: string): Promise<Judgement> =>
  ask(promtool, 'check', 'rules', ...RULES, 'prometheus/tests/override-example.rules.yml');

export const pass = (promtool: string, file: string): Promise<Judgement> => ask(promtool, 'test', 'rules', file);
