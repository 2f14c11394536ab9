// The rules of axe, asked in the page.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

const AXE = readFileSync(fileURLToPath(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url)), 'utf8');

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary: string }[];
}

/** What is wrong, in axe's words, with where. */
export async function violations(page: Page): Promise<string[]> {
  if (await page.evaluate(() => !('axe' in globalThis))) await page.evaluate(AXE);
  const found: unknown = await page.evaluate('axe.run().then(({ violations }) => violations)');
  if (!Array.isArray(found)) throw new Error(`axe gave ${JSON.stringify(found)}`);
  return found.map(textOf);
}

function textOf({ id, impact, nodes }: Violation): string {
  const some = nodes.slice(0, 3).map(({ target, failureSummary }) => `${target.join(' ')} ${failureSummary}`);
  return `${impact} ${id}: ${some.join('; ')}`;
}
