// Queries as promtool reads them: it also checks their types.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './folders.ts';
import { run } from './programs.ts';

export interface Checked {
  readonly code: number | null;
  readonly stderr: string;
  /** How many it has found. */
  readonly found: number;
}

/** It reads rule files, so each query becomes a rule. */
export async function checkQueries(promtool: string, queries: readonly string[]): Promise<Checked> {
  const rules = queries.map((expr, index) => ({ record: `query:${index}`, expr }));
  const file = join(temporaryFolder(), 'queries.yml');
  // JSON is YAML.
  writeFileSync(file, JSON.stringify({ groups: [{ name: 'queries', rules }] }));
  const { code, stdout, stderr } = await run(promtool, ['check', 'rules', file]);
  return { code, stderr, found: Number(/(\d+) rules found/.exec(stdout)?.[1] ?? 0) };
}
