import { describe, expect, test } from 'vitest';
import { emptyManifest } from '../../src/hosts/manifest.ts';
import { bytesOf } from '../../src/hosts/text-file.ts';
import {
  corpusFiles,
  differences,
  found,
  installed,
  manifestOf,
  uninstalled,
  valuesIn,
} from '../support/settings-files.ts';

/** Where wrapping may change something, and how many hooks there are that are wrapped. */
const COMMAND = /^hooks\.[^.]*\.\d+(?:\.hooks\.\d+)?\.(?:command|args|bash|exec)$/;
const WRAPPED: ReadonlyMap<string, number> = new Map([
  ['claude-code/async.json', 2],
  ['claude-code/by-hand.json', 0],
  ['claude-code/comments-trailing-commas.json', 1],
  ['claude-code/crlf-bom.json', 1],
  ['claude-code/disabled.json', 1],
  ['claude-code/duplicate-keys.json', 2],
  ['claude-code/empty-arrays.json', 0],
  ['claude-code/empty-object.json', 0],
  ['claude-code/empty.json', 0],
  ['claude-code/exec-form.json', 3],
  ['claude-code/formatters.json', 1],
  ['claude-code/guard-python-c.json', 2],
  ['claude-code/heredoc.json', 1],
  ['claude-code/minified.json', 2],
  ['claude-code/mixed-handlers.json', 1],
  ['claude-code/no-hooks.json', 0],
  ['claude-code/no-trailing-newline-nested-quotes.json', 1],
  ['claude-code/notify-osascript.json', 2],
  ['claude-code/powershell-and-stream.json', 1],
  ['claude-code/project-dir-scripts.json', 4],
  ['claude-code/prototype-keys.json', 2],
  ['claude-code/same-command-many-events.json', 7],
  ['claude-code/tabs.json', 1],
  ['claude-code/unicode.json', 2],
  ['claude-code/unknown-fields.json', 2],
  ['claude-code/white-space.json', 0],
  ['claude-code/wrong-timeouts.json', 6],
  ['codex/config.toml', 3],
  ['codex/description.json', 1],
  ['codex/dotted.toml', 2],
  ['codex/hooks.json', 2],
  ['codex/inline.toml', 3],
  ['codex/no-hooks.toml', 0],
  ['codex/off.toml', 1],
  ['codex/windows.json', 1],
  ['copilot-cli/exec.json', 2],
  ['copilot-cli/hooks.json', 3],
  ['copilot-cli/project-command.json', 2],
  ['copilot-cli/user-command.json', 1],
  ['cursor/empty.json', 0],
  ['cursor/grouped.json', 2],
  ['cursor/hooks.json', 4],
  ['cursor/schema-crlf.json', 1],
  ['gemini-cli/disabled.json', 2],
  ['gemini-cli/multi-line.json', 1],
  ['gemini-cli/off.json', 1],
  ['gemini-cli/settings.json', 3],
]);

test('the corpus is whole', () => {
  expect(corpusFiles.map(({ name }) => name).sort()).toEqual([...WRAPPED.keys()]);
});

describe.each(corpusFiles)('$name', (corpusFile) => {
  const { name, file } = corpusFile;
  const bare = found(corpusFile);
  const plan = installed(bare);
  const manifest = manifestOf(plan);
  const before = valuesIn(file.path, file.text);

  test('has its commands wrapped, and nothing else changed', () => {
    const changed = differences(before, valuesIn(file.path, plan.after));
    expect(changed.filter((path) => !COMMAND.test(path))).toEqual([]);
    expect(plan.hooks.length).toBe(WRAPPED.get(name));
    const programs = plan.tokens.length - plan.hooks.length;
    expect(changed.length).toBe(plan.hooks.length + programs);
  });

  test('is read back with the same commands and options, and wrapped again the same', () => {
    const again = found(corpusFile, plan.after);
    expect(again.hooks.map(({ command, event, timeout }) => ({ command, event, timeout }))).toEqual(
      bare.hooks.map(({ command, event, timeout }) => ({ command, event, timeout })),
    );
    const wrapped = again.hooks.flatMap(({ state }) => (state.kind === 'wrapped' ? [state.options] : []));
    expect(wrapped.map(({ hook, event }) => [hook, event])).toEqual(plan.hooks.map(({ hook, event }) => [hook, event]));
    expect(installed(again, manifest).after).toBe(plan.after);
    expect(installed(again, emptyManifest()).after).toBe(plan.after);
  });

  test('comes back byte for byte, and without a record with the same meaning', () => {
    const again = found(corpusFile, plan.after);
    const back = uninstalled(again, manifest).after;
    expect(bytesOf(back, file.encoding)).toEqual(bytesOf(file.text, file.encoding));
    const unrecorded = uninstalled(again, emptyManifest()).after;
    expect(differences(before, valuesIn(file.path, unrecorded))).toEqual([]);
  });
});
