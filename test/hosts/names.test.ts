import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Nameable, nameHooks } from '../../src/hosts/names.ts';
import { scriptName } from '../../src/hosts/script-name.ts';

describe('the name of a command is that of its script', () => {
  test.each([
    ['python3 ~/.claude/hooks/guard.py --strict', 'guard'],
    ['"$CLAUDE_PROJECT_DIR"/.claude/hooks/format.sh', 'format'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a shell fills it in
    ['"${CLAUDE_PROJECT_DIR}/.claude/hooks/check style.sh"', 'check style'],
    ['$HOME/bin/notify', 'notify'],
    ['.git/hooks/pre-commit', 'pre-commit'],
    ['prettier --write .', 'prettier'],
    ['npx prettier --write .', 'prettier'],
    ['npx --yes @biomejs/biome@2.1 check', 'biome'],
    ['npx -y tsc@5 --noEmit', 'tsc'],
    ['npm run --silent lint', 'lint'],
    ['npm test', 'npm-test'],
    ['pnpm exec eslint .', 'eslint'],
    ['uv run ~/.claude/hooks/pre_tool_use.py', 'pre_tool_use'],
    ['uvx ruff check', 'ruff'],
    ['poetry run python -m mypy .', 'mypy'],
    ['bundle exec rubocop -a', 'rubocop'],
    ['bun run hooks/stop.ts', 'stop'],
    ['deno run --allow-read check.ts', 'check'],
    ['node --import tsx ./hooks/a.mts', 'a'],
    ['node dist/notify/index.js', 'notify'],
    ['node dist/index.js', 'index'],
    ['python3 -c "import sys; sys.exit(0)"', 'python3'],
    ['python -m black -q .', 'black'],
    ['bash -c "cd web && ./lint.sh"', 'lint'],
    ["bash -lc 'npm run build'", 'build'],
    ['cd "$CLAUDE_PROJECT_DIR" && ./scripts/test.sh', 'test'],
    ['A=1 B="2 3" ./run-checks.sh', 'run-checks'],
    ['env A=1 timeout -k 5 30s python3 slow.py', 'slow'],
    ['exec /usr/local/bin/guard', 'guard'],
    ["jq -r '.tool_input.file_path' | xargs gofmt -w", 'jq'],
    ['git diff --check', 'git-diff'],
    ['cargo fmt --all', 'cargo-fmt'],
    ['make lint', 'make-lint'],
    ['osascript -e \'display notification "done"\'', 'osascript'],
    ['/usr/bin/env python3 guard.py', 'guard'],
    ['$(git rev-parse --show-toplevel)/tools/hook.sh', 'tools'],
    ['if [ -f x ]; then ./a.sh; fi', 'a'],
    ['input=$(cat); echo "$input" | ./guard.sh', 'guard'],
    ['input=$(cat)', 'input-cat'],
    ['# formats\n./format.sh', 'format'],
    ['cat | python3 guard.py', 'guard'],
    ['cat || ./guard.sh', 'cat'],
    ['while read -r f; do prettier --write "$f"; done', 'prettier'],
    ['mkdir -p out && ./report.sh', 'report'],
    ['/opt/Täst/prüfe.sh', 'prüfe'],
    ['', 'hook'],
    ['   ', 'hook'],
    ['$(date)', 'date'],
  ])('%s', (command, name) => {
    expect(scriptName(command)).toBe(name);
  });

  test('is never empty, whatever the command', () => {
    fc.assert(
      fc.property(fc.string(), (command) => {
        expect(scriptName(command)).toMatch(/^.{1,80}$/su);
      }),
    );
  });
});

const hook = (command: string, more: Partial<Nameable> = {}): Nameable => ({
  title: '',
  command,
  event: 'PreToolUse',
  name: undefined,
  ...more,
});

describe('hooks that would have the same name are told apart', () => {
  test.each<readonly [string, readonly Nameable[], readonly string[]]>([
    ['different scripts', [hook('a/x.sh'), hook('b/y.sh')], ['x', 'y']],
    ['one command twice', [hook('a/x.sh'), hook('a/x.sh', { event: 'Stop' })], ['x', 'x']],
    ['by extension', [hook('a/x.sh'), hook('a/x.py')], ['x.sh', 'x.py']],
    ['by folder', [hook('a/x.sh'), hook('b/x.sh')], ['a/x', 'b/x']],
    ['by argument', [hook('a/x.sh --pre'), hook('a/x.sh --post')], ['x-pre', 'x-post']],
    ['by folder, one without', [hook('./x.sh'), hook('b/x.sh')], ['x', 'b/x']],
    [
      'each in the way that does',
      [hook('a/x.sh'), hook('a/x.py'), hook('b/x.sh'), hook('b/x.py'), hook('./x.sh'), hook('c/x.py --all')],
      ['a/x.sh', 'a/x.py', 'b/x.sh', 'b/x.py', 'x', 'c/x'],
    ],
    ['by argument, one without', [hook('a/x.sh'), hook('a/x.sh --post')], ['x', 'x-post']],
    ['by what is left', [hook('x "a b"'), hook('x "c d"')], ['x-ff35', 'x-c304']],
    ['from one that has its name already', [hook('a/x.sh', { name: 'x' }), hook('b/x.sh')], ['x', 'x.sh']],
    [
      'by event where the host has names',
      [hook('npm t', { title: 'test', event: 'pre-push' }), hook('npm run u', { title: 'test', event: 'pre-commit' })],
      ['pre-push/test', 'pre-commit/test'],
    ],
    ['the same command, once named', [hook('a/x.sh'), hook('a/x.sh', { name: 'mine' })], ['mine', 'mine']],
  ])('%s', (_, hooks, names) => {
    expect(nameHooks(hooks)).toEqual(names);
  });

  test('and the same command always has one name, different ones never', () => {
    const word = fc.constantFrom('x.sh', 'a/x.sh', 'b/x.sh', 'x.py', 'x.sh --a', 'x.sh --b', 'x.sh "c d"', 'y', 'x-a');
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), (commands) => {
        const names = nameHooks(commands.map((command) => hook(command)));
        const byCommand = new Map(commands.map((command, i) => [command, names[i]]));
        expect(names).toEqual(commands.map((command) => byCommand.get(command)));
        expect(new Set(byCommand.values()).size).toBe(byCommand.size);
      }),
      { numRuns: 1000 },
    );
  });
});
