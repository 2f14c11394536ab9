// Every page that a page points to is there, and so is the heading.

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const pages = execFileSync('git', ['ls-files', '*.md'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter((path) => path !== '' && !path.startsWith('test/golden/') && existsSync(join(root, path)));

const textOf = (path: string): string => readFileSync(join(root, path), 'utf8').replaceAll(/^```.*?^```/gms, '');

/** As GitHub names them. */
const anchorOf = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');

const anchorsOf = (path: string): string[] =>
  Array.from(textOf(path).matchAll(/^#+ (.+)$/gm), ([, heading = '']) => anchorOf(heading));

/** What is wrong with a link on a page; undefined where it leads somewhere. */
function wrong(page: string, target: string): string | undefined {
  const [path = '', anchor] = target.split('#');
  const to = path === '' ? page : join(dirname(page), path);
  if (!existsSync(join(root, to))) return `${page} points to ${target}, which is not there`;
  if (anchor === undefined || !to.endsWith('.md') || anchorsOf(to).includes(anchor)) return undefined;
  return `${page} points to ${target}, and there is no such heading`;
}

test('every link within the repository leads somewhere', () => {
  const links = pages.flatMap((page) =>
    Array.from(textOf(page).matchAll(/\]\(([^)\s]+)\)/g), ([, target = '']) => ({ page, target })).filter(
      ({ target }) => !/^[a-z]+:/.test(target),
    ),
  );
  expect(links.length).toBeGreaterThan(100);
  expect(links.flatMap(({ page, target }) => wrong(page, target) ?? [])).toEqual([]);
});

test('a link to nowhere would be told', () => {
  expect([
    wrong('README.md', 'docs/no-such-page.md'),
    wrong('README.md', 'docs/page.md#no-such-heading'),
    wrong('README.md', 'docs/page.md#keys'),
  ]).toEqual([
    'README.md points to docs/no-such-page.md, which is not there',
    'README.md points to docs/page.md#no-such-heading, and there is no such heading',
    undefined,
  ]);
});
