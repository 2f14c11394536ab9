// How a command says what it found: --format, and --json as everywhere.

import { Option } from 'commander';
import { UserError } from '../base/user-error.ts';

export const formatOption = (formats: readonly string[]): Option =>
  new Option('--format <format>', `${formats.join(', ')} (default: text)`);

export interface FormatFlags {
  readonly format?: string | undefined;
  readonly json?: boolean | undefined;
}

/** Throws UserError for a format that there is not, and for two of them. */
export function formatFrom<F extends string>(
  formats: readonly F[],
  { format, json }: FormatFlags,
): F | 'json' | 'text' {
  const known = formats.find((each) => each === format);
  if (format !== undefined && known === undefined)
    throw new UserError(`--format is ${JSON.stringify(format)}; expected ${formats.join(', ')}`);
  if (json === true && known !== undefined && known !== 'json')
    throw new UserError(`--json and --format ${known} say different things; give one of them`);
  return json === true ? 'json' : (known ?? 'text');
}
