import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { unwrapCommand } from '../../src/hosts/command-wrapper.ts';
import { applyEdits } from '../../src/hosts/edits.ts';
import { unwrapEntry } from '../../src/hosts/entry-wrapper.ts';
import { git } from '../../src/hosts/git.ts';
import type { FoundHook, Host, ReadHooks, WrapOptions } from '../../src/hosts/host.ts';
import { husky } from '../../src/hosts/husky.ts';
import { lefthook } from '../../src/hosts/lefthook.ts';
import { preCommit } from '../../src/hosts/pre-commit.ts';
import { needs } from '../support/needs.ts';
import { MANAGERS, type Sandbox, sandbox } from '../support/repository.ts';

const CORPUS = new URL('./corpus/', import.meta.url).pathname;
const hasPreCommit = spawnSync('sh', ['-c', 'command -v pre-commit']).status === 0;
const LEFTHOOK = join(MANAGERS, 'lefthook-linux-x64/bin/lefthook');

/** Files are named by the file that they stand for, `~`, and what is special about them. */
const folders: readonly (readonly [host: Host, folder: string])[] = [
  [git, '.git/hooks'],
  [husky, '.husky'],
  [lefthook, '.'],
  [preCommit, '.'],
];
const files = folders.flatMap(([host, folder]) =>
  readdirSync(join(CORPUS, host.id)).map((file) => ({
    label: `${host.id}/${file}`,
    host,
    path: `${folder}/${file.replace(/~.*/, '')}`,
    bytes: readFileSync(join(CORPUS, host.id, file)),
  })),
);

function textOf(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  return Buffer.from(text).equals(bytes) ? text : bytes.toString('latin1');
}

function hooksIn(host: Host, box: Sandbox, path: string, text: string): readonly FoundHook[] {
  const read: ReadHooks = host.read({ scope: 'project', path: join(box.repo, path) }, text, box.around);
  if (!read.ok) throw new Error(read.message);
  return read.hooks;
}

const optionsFor = (event: string, i: number): WrapOptions => ({
  hook: `it's "hook" ${i} – ü`,
  event,
  agent: 'git',
  timeout: i + 0.5,
  blockCode: 1,
});

function wrapAll(text: string, hooks: readonly FoundHook[]): string {
  return applyEdits(
    text,
    hooks.flatMap(({ event, state, change }, i) =>
      change.kind === 'edit' && (state.kind === 'bare' || state.kind === 'wrapped')
        ? change.wrap(optionsFor(event, i))
        : [],
    ),
  );
}

const described = (hooks: readonly FoundHook[]): unknown =>
  hooks.map(({ event, command, title, timeout, state }) => ({ event, command, title, timeout, state }));

/** Where nothing is written: many tests only read what would be in a repository. */
const anywhere = sandbox();

test('there are enough of them', () => {
  expect(files.length).toBeGreaterThanOrEqual(35);
  expect(files.filter(({ host, path, bytes }) => hooksIn(host, anywhere, path, textOf(bytes)).length > 0).length).toBe(
    files.length - 1,
  );
});

test('say what they hold', async () => {
  const box = anywhere;
  const said = files.flatMap(({ label, host, path, bytes }) => {
    const read = host.read({ scope: 'project', path: join(box.repo, path) }, textOf(bytes), box.around);
    return [`# ${label}`, ...(read.ok ? [...read.hooks.map(sayHook), ...read.remarks] : [read.message])];
  });
  await expect(`${said.join('\n')}\n`).toMatchFileSnapshot('../golden/hosts/git-corpus.txt');
});

function sayHook({ event, title, command, timeout, state, change }: FoundHook): string {
  const why = state.kind === 'left' ? `: ${state.why}` : ` (${change.kind})`;
  return `${event} [${title}] ${JSON.stringify(command)}${timeout === undefined ? '' : ` ${timeout} s`} ${state.kind}${why}`;
}

describe.each(files)('$label', ({ host, path, bytes }) => {
  const text = textOf(bytes);

  test('reads back what was put into it, and is the same when it is wrapped twice', () => {
    const box = anywhere;
    const hooks = hooksIn(host, box, path, text);
    const wrapped = wrapAll(text, hooks);
    const again = hooksIn(host, box, path, wrapped);
    const expected = hooks.map((hook, i) =>
      hook.state.kind === 'bare' && hook.change.kind === 'edit'
        ? { ...hook, state: { kind: 'wrapped' as const, options: optionsFor(hook.event, i) } }
        : hook,
    );
    expect(described(again)).toEqual(described(expected));
    expect(wrapAll(wrapped, again)).toBe(wrapped);
    const undone = applyEdits(
      wrapped,
      again.flatMap(({ state, change }) => (state.kind === 'wrapped' && change.kind === 'edit' ? change.unwrap() : [])),
    );
    expect(described(hooksIn(host, box, path, undone))).toEqual(described(hooks));
  });

  test('has its bytes back after install, install and uninstall', () => {
    const box = sandbox();
    box.write(path, bytes, 0o755);
    box.install(host);
    box.install(host);
    box.uninstall(host);
    expect(readFileSync(join(box.repo, path)).equals(bytes)).toBe(true);
    expect(readdirSync(join(box.repo, path, '..')).filter((name) => /hookmeter/.test(name))).toEqual([]);
  });
});

describe.each(files.filter(({ path }) => /ya?ml$/.test(path)))('the YAML of $label', ({ host, path, bytes }) => {
  const text = textOf(bytes);
  const wrapped = () => wrapAll(text, hooksIn(host, anywhere, path, text));

  test('changes in commands, and in names where there was none', () => {
    expect(unwrapped(valueOfYaml(wrapped()))).toEqual(unwrapped(valueOfYaml(text)));
  });

  test('is taken by the manager itself', (context) => {
    needs(context, 'lefthook (bash test/tools.sh)', host !== lefthook || existsSync(LEFTHOOK));
    needs(context, 'pre-commit', host !== preCommit || hasPreCommit);
    const [bare, changed] = [text, wrapped()].map((content) => {
      const box = sandbox();
      box.write(path, content);
      for (const other of ['other.yml', 'lefthook.yml']) if (!existsSync(join(box.repo, other))) box.write(other, '');
      if (host === preCommit) return box.sh(`pre-commit validate-config ${path}`);
      const { status, stdout, stderr } = box.sh(`${LEFTHOOK} dump --format json`);
      return { status, stderr, value: unwrapped(JSON.parse(stdout)) };
    });
    expect(changed).toEqual(bare);
  });
});

const valueOfYaml = (text: string): unknown => {
  const [document] = parseAllDocuments(text);
  return document !== undefined && 'toJS' in document ? document.toJS() : undefined;
};

/** The end of the file is its end: this parser adds a line end, Go's does not, and neither do we. */
const CUT_SHORT = 'echo last line without an end\n';

/** With the commands as they were, and without names that say the same as the command. */
function unwrapped(value: unknown): unknown {
  if (typeof value === 'string') {
    const text = unwrapCommand(value)?.original ?? unwrapEntry(value)?.original ?? value;
    return text === CUT_SHORT ? text.trimEnd() : text;
  }
  if (Array.isArray(value)) return value.map(unwrapped);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, unwrapped(inner)] as const);
  const run = entries.find(([key]) => key === 'run')?.[1];
  return Object.fromEntries(entries.filter(([key, inner]) => key !== 'name' || run === undefined || inner !== run));
}
