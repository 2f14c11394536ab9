import { UserError } from '../../base/user-error.ts';
import type { Limits } from '../../insight/regressions.ts';

/** `slower:20%,failures:5%`; either may be left out, and so may its percentage: then any significant one counts. Throws UserError. */
export function limitsFrom(text: string): Limits {
  const found = new Map<string, number>();
  for (const part of text.split(',')) {
    const [, kind, amount = '0'] = PART.exec(part.trim()) ?? [];
    if (kind === undefined || found.has(kind)) {
      throw new UserError(
        `--fail-on is ${JSON.stringify(text)}; expected slower, slower:20%, failures, failures:5%, or one of each with a comma between`,
      );
    }
    found.set(kind, Number(amount) / 100);
  }
  return { slower: found.get('slower'), failures: found.get('failures') };
}

const PART = /^(slower|failures)(?::(\d{1,6}(?:\.\d{1,6})?)%)?$/;
