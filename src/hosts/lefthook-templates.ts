// What lefthook puts into a command line, and of which of it a wrapper can be sure.
// https://lefthook.dev/configuration/templates.html

/** The first template whose text could break out of a wrapper's here-document; undefined where there is none. */
export function riskyTemplate(event: string, line: string): string | undefined {
  const risky = ({ [0]: template, 1: name = '' }: RegExpExecArray): boolean =>
    template === CMD || GITS_OWN.get(event)?.includes(name) !== true;
  return Array.from(line.matchAll(/\{(cmd|\d+)\}/g)).find(risky)?.[0];
}

/** The place for the command of the same name from another file. */
export const CMD = '{cmd}';

/**
 * Arguments that lefthook fills in as they are: {0} for all of them, {1} for the first. Here those that are paths of git's own, words or
 * hashes; others hold what somebody has typed, or the address of a remote. https://git-scm.com/docs/githooks
 */
const GITS_OWN: ReadonlyMap<string, readonly string[]> = new Map([
  ['applypatch-msg', ['0', '1']],
  ['commit-msg', ['0', '1']],
  ['prepare-commit-msg', ['1', '2']],
  ['post-checkout', ['0', '1', '2', '3']],
  ['post-merge', ['0', '1']],
  ['post-rewrite', ['0', '1']],
]);
