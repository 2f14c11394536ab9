// What starts a script: the first line, as Linux and macOS read it.

/** Shells that understand the text of script-wrapper.ts. */
export type ShellName = 'sh' | 'bash' | 'zsh' | 'ksh';

export type Interpreter =
  | { readonly kind: 'shell'; readonly shell: ShellName; readonly words: readonly string[] }
  /** No `#!`: git gives it to `sh`. */
  | { readonly kind: 'none' }
  /** A carriage return belongs to the name of the interpreter: no such program. */
  | { readonly kind: 'carriage_return' }
  | { readonly kind: 'binary' }
  /** Another program, or a shell with options under which our line would do something else. */
  | { readonly kind: 'other' };

export function interpreterOf(text: string): Interpreter {
  if (text.slice(0, 1024).includes('\u0000')) return { kind: 'binary' };
  if (!text.startsWith('#!')) return { kind: 'none' };
  const [line = ''] = text.split('\n', 1);
  if (line.endsWith('\r')) return { kind: 'carriage_return' };
  const words = line
    .slice(2)
    .trim()
    .split(/[ \t]+/);
  const [program = '', ...rest] = words;
  const [name, ...flags] = baseName(program) === 'env' ? ofEnv(rest) : [baseName(program), ...rest];
  const shell = SHELLS.get(name ?? '');
  if (shell === undefined || !areHarmless(flags) || words.some((word) => /[^\w./+-]/.test(word)))
    return { kind: 'other' };
  return { kind: 'shell', shell, words };
}

const SHELLS: ReadonlyMap<string, ShellName> = new Map([
  ['sh', 'sh'],
  ['dash', 'sh'],
  ['ash', 'sh'],
  ['bash', 'bash'],
  ['zsh', 'zsh'],
  ['ksh', 'ksh'],
  ['ksh93', 'ksh'],
  ['mksh', 'ksh'],
]);

/** Without -S, env takes all that follows for one name. */
function ofEnv(words: readonly string[]): readonly string[] {
  const [first = '', ...rest] = words;
  const [name = '', ...flags] = first === '-S' ? rest : words.length === 1 ? words : [];
  return [baseName(name), ...flags];
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/**
 * Not -x and -v, which would show our line; not -a, which exports; not -l and -i, whose start-up files would be read twice. The kernel passes
 * everything behind the interpreter as one word, so that `-o pipefail` stands behind `env -S` alone.
 */
function areHarmless(flags: readonly string[]): boolean {
  return flags.every((flag, i) => {
    if (flags[i - 1]?.endsWith('o') === true) return /^(errexit|nounset|noglob|noclobber|pipefail)$/.test(flag);
    return /^-[eufhpCET]*o?$/.test(flag) && flag !== '-' && (!flag.endsWith('o') || i + 1 < flags.length);
  });
}
