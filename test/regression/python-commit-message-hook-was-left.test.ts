// sys.argv[1] is the commit message's file, which nearly every hook in Python reads: it was taken for the script's own name.

import { expect, test } from 'vitest';
import { looksAtItsName } from '../../src/hosts/script-stub.ts';

test.each<readonly [string, boolean]>([
  ['#!/usr/bin/env python3\nimport sys\nmessage = open(sys.argv[1]).read()\n', false],
  ['#!/usr/bin/ruby\nputs File.read(ARGV[0])\n', false],
  ['#!/usr/bin/env python3\nimport sys\nprint(sys.argv[0])\n', true],
  ['#!/usr/bin/env node\nconsole.log(process.argv[1])\n', true],
  ['#!/usr/bin/env node\nimport { argv } from "node:process";\nconsole.log(argv[1])\n', true],
  ['#!/usr/bin/env node\nconsole.log(process.argv[2])\n', false],
])('%j', (text, looks) => {
  expect(looksAtItsName(text)).toBe(looks);
});
