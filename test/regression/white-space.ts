// To cut 60 kB of white space off took bash 15 s of processor time, with the hook's host waiting: a thousand times what such a
// hook takes otherwise.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { compareDeciding } from '../shim/decisions.ts';
import { temporaryFolder } from '../support/folders.ts';
import { plainEnv, runExactly, shimFor } from '../support/shim.ts';

const DECISION = '{"decision":"deny"}';
const WHITE = `${' \n'.repeat(30_000)}${DECISION}`;

/** It is read, and costs less than thirty hooks without white space, whatever those cost here. */
export function isReadAtOnce(bash: string): void {
  const shim = shimFor(bash);
  expect(compareDeciding(shim, 'cat', { input: Buffer.from(WHITE) }).decision).toBe('deny');
  expect(processorSeconds(shim, WHITE, 1)).toBeLessThan(processorSeconds(shim, DECISION, 30));
}

/** What deciding hooks take that say this, one after the other: user and system time, so not what else is on the machine. */
function processorSeconds(shim: string, text: string, times: number): number {
  const dir = temporaryFolder();
  const said = join(dir, 'said');
  writeFileSync(said, text);
  const script = `{ for i in $(seq ${times}); do "$1" --hook x --decisions -c 'cat "$0"' "$2"; done; times >&2; } | cat >/dev/null`;
  const { stderr } = runExactly(['bash', '-c', script, '-', shim, said], { env: { ...plainEnv, HOOKMETER_DIR: dir } });
  const [, ofChildren = ''] = stderr.split('\n');
  const parts = Array.from(ofChildren.matchAll(/(\d+)m([\d.]+)s/g), ([, minutes, seconds]) =>
    [minutes, seconds].map(Number),
  );
  expect(parts, stderr).toHaveLength(2);
  return parts.reduce((sum, [minutes = 0, seconds = 0]) => sum + 60 * minutes + seconds, 0);
}
