// What doctor says: one line a finding, with the way to mend it.

import { printable } from '../../views/printable.ts';

export type Level = 'ok' | 'warn' | 'broken';

export interface Finding {
  /** What was looked at; public, as are the levels: `--json` prints them. */
  readonly check: 'directory' | 'shim' | 'hosts' | 'sidecar' | 'prometheus' | 'hook';
  readonly level: Level;
  readonly message: string;
  /** What to do, as a command or a sentence; absent where all is well. */
  readonly fix?: string;
}

export function findingsText(findings: readonly Finding[], { colour }: { readonly colour: boolean }): string {
  const width = Math.max(...findings.map(({ check }) => check.length));
  return findings
    .map(({ check, level, message, fix }) => {
      const painted = colour ? `\u001b[${TONES[level]}m${level.padEnd(6)}\u001b[0m` : level.padEnd(6);
      return `${painted}  ${check.padEnd(width)}  ${printable(message)}${fix === undefined ? '' : ` – ${printable(fix)}`}\n`;
    })
    .join('');
}

const TONES: Readonly<Record<Level, string>> = { ok: '32', warn: '33', broken: '31' };

/** `a, b, c and 4 more`. */
export function listed(names: readonly string[], most = 5): string {
  const shown = names.slice(0, most).join(', ');
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}
