// Lines of Gemini CLI, wrapped for a bash of any version: they do what they did.

import { describe, test } from 'vitest';
import { wrapBashText } from '../../src/hosts/bash-wrapper.ts';
import type { WrapOptions } from '../../src/hosts/host.ts';
import { geminiText, type Machine } from '../support/agents.ts';
import { expectSame, type Home, home } from '../support/homes.ts';

export const OPTIONS: WrapOptions = { hook: 'guard', event: 'BeforeTool', agent: 'gemini-cli', timeout: 60 };

export const machineOf = ({ path, env }: Home): Machine => ({ home: path, project: "/it's here", env });

const LINES = [
  'printf "%s" one',
  `echo "it's \\"$0\\"" "$#" "$*" # an odd '`,
  'cat; exit 3',
  'kill -TERM $$',
  'if then ((',
  'surely-no-such-program',
  '# first\nif true; then\n  echo ")"\nfi\n',
  '',
  '\n\nfalse',
  `cat <<'EOF'\n#hookmeter\n$HOME\nEOF`,
  `echo $MESSAGE "$MESSAGE" \${MESSAGE} "\${NONE:-it}" \${NONE} "$GEMINI_PROJECT_DIR"/x $GEMINI_CWD/y`,
  'echo "$BASH_EXECUTION_STRING" | tail -n 1',
  `echo "\${#BASH_EXECUTION_STRING}"`,
] as const;

export function bashLines(bash: string): void {
  describe(`a line that Gemini CLI gives to ${bash}`, () => {
    test.each(LINES)('does the same when it is wrapped, with the shim and without: %j', (line) => {
      const where = home({ env: () => ({ MESSAGE: `it's "so"` }) });
      const words = (text: string) => [bash, '-c', geminiText(text, machineOf(where))];
      expectSame(where, words(line), words(wrapBashText(line, OPTIONS)), 'in\n');
    });
  });
}
