// The name of the script that a command line runs, as a person would say it.

import { leadingWords } from './shell-words.ts';

/** The name of the script of a command line. */
export function scriptName(command: string): string {
  const word = scriptWord(command);
  const parts = word.replace(/\/+$/, '').split('/');
  const last = withoutExtension(parts.at(-1) ?? '');
  const parent = parts.at(-2) ?? '';
  const name = SAYS_NOTHING.test(last) && /\w/.test(parent) && !FOLDERS.test(parent) ? parent : last;
  return printable(name) || 'hook';
}

/** The word of a command line that names the script; a shell line in quotes is looked into once more. */
export function scriptWord(command: string, depth = 0): string {
  const { words, rest } = leadingWords(command.trim());
  const program = skipPrefixes(words);
  const [first = '', ...args] = program;
  const next = nextCommand(words, first, rest);
  if (depth < MOST_DEPTH && next !== undefined) return scriptWord(next, depth + 1);
  const base = first.split('/').at(-1) ?? '';
  if (INTERPRETERS.test(base)) return interpreted(base, first, args, depth);
  const [sub] = args;
  if (RUNNERS.get(base)?.test(sub ?? '') === true)
    return scriptWord(args.slice(1).filter(isNoOption).join(' '), depth + 1);
  if (/^(npx|bunx|pnpx|uvx|pipx)$/.test(base)) return args.find(isNoOption)?.replace(/(.)@[^/]*$/, '$1') ?? first;
  if (SUBCOMMANDS.test(base) && sub !== undefined && /^[\w:-]+$/.test(sub) && isNoOption(sub)) return `${base}-${sub}`;
  return first;
}

/** What comes behind a command that only prepares for it, and the first of a loop; undefined where there is no such thing. */
function nextCommand(words: readonly string[], first: string, rest: string): string | undefined {
  const body = LOOP.test(first) ? /(?:^|[;\n])\s*do\s([\s\S]*)/.exec(rest)?.[1] : undefined;
  const isFeeding = FEEDS.test(first) && /^\|(?!\|)/.test(rest);
  const isPreparing = PREPARES.test(first) || words.every((word) => ASSIGNMENT.test(word));
  const next = body ?? (isFeeding || isPreparing ? rest.replace(/^(?:#.*|[&|;\n({!]|\s)+/, '') : '');
  return next === '' || next === rest ? undefined : next;
}

const LOOP = /^(while|until|for)$/;
const FEEDS = /^(cat|echo|printf)$/;
const PREPARES = /^(cd|set|source|\.|export|umask|test|\[|\[\[|true|:|mkdir|sleep|which)$/;
const ASSIGNMENT = /^[A-Za-z_]\w*=/;
const MOST_DEPTH = 5;

/** What stands before a program and is none: assignments, and programs that start another one. */
function skipPrefixes(words: readonly string[]): readonly string[] {
  let i = 0;
  while (i < words.length) {
    const word = words[i] ?? '';
    if (ASSIGNMENT.test(word) || PREFIXES.test(word)) i++;
    else if (i > 0 && (word.startsWith('-') || /^\d+(\.\d+)?[smhd]?$/.test(word))) i++;
    else break;
  }
  return i === words.length ? words : words.slice(i);
}

function interpreted(base: string, first: string, args: readonly string[], depth: number): string {
  for (let i = 0; i < args.length; i++) {
    const word = args[i] ?? '';
    const next = args[i + 1];
    if (word === '-m' && next !== undefined) return next;
    if (/^-\w*c$/.test(word) && SHELLS.test(base) && next !== undefined) {
      return depth < MOST_DEPTH ? scriptWord(next, depth + 1) : first;
    }
    if (/^(-\w*[ce]|--eval|-p|--print)$/.test(word)) return first;
    if (/^(-r|--require|--import|--loader|-X|-W)$/.test(word)) i++;
    else if (isNoOption(word) && !(base === 'deno' || base === 'bun' ? word === 'run' : false)) return word;
  }
  return first;
}

const isNoOption = (word: string): boolean => !/^[-+]/.test(word);

const PREFIXES =
  /^(env|exec|command|nohup|time|nice|ionice|timeout|gtimeout|sudo|caffeinate|stdbuf|setsid|then|do|if|!|\{|\()$|\/env$/;
const SHELLS = /^(ba|z|da|k|a)?sh$/;
const INTERPRETERS =
  /^((ba|z|da|k|a)?sh|fish|python[\d.]*w?|node|nodejs|bun|deno|tsx|ts-node|ruby|perl|php|lua|pwsh|osascript|Rscript|bb)$/;
/** Programs of which a subcommand starts what is meant. */
const RUNNERS: ReadonlyMap<string, RegExp> = new Map([
  ['npm', /^(run|run-script|exec|x)$/],
  ['pnpm', /^(run|exec|dlx)$/],
  ['yarn', /^(run|exec|dlx)$/],
  ['bun', /^(run|x)$/],
  ['uv', /^run$/],
  ['pipx', /^run$/],
  ['poetry', /^run$/],
  ['pdm', /^run$/],
  ['hatch', /^run$/],
  ['rye', /^run$/],
  ['bundle', /^exec$/],
  ['mise', /^(run|exec)$/],
]);
/** Programs that say little without their subcommand. */
const SUBCOMMANDS =
  /^(git|gh|docker|cargo|go|make|just|task|rake|npm|pnpm|yarn|dotnet|mix|gradle|gradlew|mvn|kubectl|terraform|lefthook|hookmeter|jj)$/;
const SAYS_NOTHING = /^(index|main|__main__|cli|run|hook|script)$/;
const FOLDERS = /^(bin|dist|src|lib|build|out|hooks|scripts|\.claude|\.git|\.husky|\.{1,2}|~)$|\$/;

const withoutExtension = (name: string): string =>
  name.replace(/\.(sh|bash|zsh|py|[cm]?[jt]sx?|rb|pl|php|lua|ps1|fish)$/i, '');

/** At most 80 characters of those that are easy to type and to read. */
export const printable = (name: string): string =>
  name
    .replaceAll(/[^\p{L}\p{N}._@:/+ -]+/gu, '-')
    .replaceAll(/^[-. ]+|[- ]+$/g, '')
    .slice(0, 80);
