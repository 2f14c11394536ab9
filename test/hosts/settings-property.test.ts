import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emptyManifest } from '../../src/hosts/manifest.ts';
import { corpusFiles, differences, found, installed, manifestOf, uninstalled } from '../support/settings-files.ts';

/** A text without lone surrogates, which no file can hold. */
const text = fc.string({ unit: 'binary', maxLength: 30 }).map((line) => line.replaceAll('\u0000', ''));
const rest = fc.dictionary(fc.constantFrom('matcher', 'x', 'once', 'é'), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 2 });
const handler = fc.oneof(
  fc.tuple(rest, text, fc.option(fc.integer({ min: -1, max: 1e5 }))).map(([more, command, timeout]) => ({
    ...more,
    type: 'command',
    command,
    ...(timeout === null ? {} : { timeout }),
  })),
  fc.tuple(rest, text, fc.array(text, { maxLength: 3 })).map(([more, command, args]) => ({
    args,
    ...more,
    type: 'command',
    command,
  })),
  fc.tuple(rest, fc.constantFrom('http', 'prompt')).map(([more, type]) => ({ ...more, type })),
);
const group = fc.tuple(rest, fc.array(handler, { maxLength: 3 })).map(([more, hooks]) => ({ ...more, hooks }));
const settings = fc
  .tuple(
    fc.dictionary(fc.string({ maxLength: 5 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 }),
    fc.dictionary(fc.string({ unit: 'binary', maxLength: 8 }), fc.array(group, { maxLength: 3 }), { maxKeys: 3 }),
  )
  .map(([more, hooks]) => ({ ...more, hooks }));

/** Prints a value with blanks, comments and escapes that `choose` decides on. */
function printed(value: unknown, choose: (n: number) => number): string {
  const gap = (): string => ['', ' ', '\n\t', '\r\n  ', ' /* "hooks": [ */ ', '// }\n'][choose(6)] ?? '';
  const word = (line: string): string => {
    const plain = JSON.stringify(line);
    return choose(3) > 0 ? plain : plain.replaceAll('/', '\\/').replaceAll("'", '\\u0027');
  };
  const many = (parts: readonly string[], open: string, close: string): string =>
    open +
    parts.map((part) => gap() + part + gap()).join(',') +
    (parts.length > 0 && choose(4) === 0 ? ',' : '') +
    gap() +
    close;
  if (typeof value === 'string') return word(value);
  if (Array.isArray(value))
    return many(
      value.map((item) => printed(item, choose)),
      '[',
      ']',
    );
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const pairs = Object.entries(value).map(([key, item]) => `${word(key)}${gap()}:${gap()}${printed(item, choose)}`);
  return many(pairs, '{', '}');
}

const [claude] = corpusFiles;
const toml = corpusFiles.find(({ name }) => name === 'codex/config.toml');

/** Every character by its number. */
const escaped = (line: string): string =>
  Array.from(line, (one) => `\\U${(one.codePointAt(0) ?? 0).toString(16).padStart(8, '0')}`).join('');

test('settings of any content and formatting are wrapped, read back, wrapped again the same, and restored', () => {
  if (claude === undefined) throw new Error('no corpus');
  fc.assert(
    fc.property(settings, fc.infiniteStream(fc.nat(1000)), (value, stream) => {
      const choose = (n: number): number => (stream.next().value ?? 0) % n;
      const source = printed(value, choose);
      const bare = found(claude, source);
      const plan = installed(bare);
      const wrapped = found(claude, plan.after);
      expect(wrapped.hooks.map(({ command, event }) => [command, event])).toEqual(
        bare.hooks.map(({ command, event }) => [command, event]),
      );
      expect(wrapped.hooks.some(({ state }) => state.kind === 'bare')).toBe(false);
      expect(installed(wrapped, emptyManifest()).after).toBe(plan.after);
      expect(uninstalled(wrapped, manifestOf(plan)).after).toBe(source);
      const unrecorded = uninstalled(wrapped, emptyManifest()).after;
      const plain = (line: string) =>
        found(claude, line).hooks.map(({ command, event, timeout }) => ({ command, event, timeout }));
      expect(differences(plain(source), plain(unrecorded))).toEqual([]);
    }),
    { numRuns: 400 },
  );
});

test('any command in TOML is wrapped, and comes back with and without a record', () => {
  if (toml === undefined) throw new Error('no corpus');
  fc.assert(
    fc.property(text, (command) => {
      const source = `[[hooks.Stop]]\n[[hooks.Stop.hooks]]\ntype = "command"\ncommand = "${escaped(command)}"\n`;
      const plan = installed(found(toml, source));
      const wrapped = found(toml, plan.after);
      expect(wrapped.hooks.map((hook) => hook.command)).toEqual([command]);
      expect(uninstalled(wrapped, manifestOf(plan)).after).toBe(source);
      const unrecorded = uninstalled(wrapped, emptyManifest()).after;
      expect(found(toml, unrecorded).hooks.map((hook) => hook.command)).toEqual([command]);
    }),
    { examples: [['\u007f'], ['\u0001\t"\\'], ['😀']] },
  );
});
