// The condition of a hook in a word.

import { assertNever } from '../../base/assert-never.ts';
import type { HookLine } from './rows.ts';
import type { Span } from './spans.ts';

/** At most 14 columns; at most 9 where it has to be short. */
export function conditionSpan({ hook, condition }: HookLine, isShort: boolean): Span {
  switch (condition) {
    case 'late':
      return [isShort ? '▲ past' : '▲ past timeout', 'alarm'];
    case 'failing':
      return [`✗ ${isShort ? '' : 'failing '}×${Math.min(hook.consecutiveFailures, 999)}`, 'red'];
    case 'failed':
      return ['✗ failed', 'red'];
    case 'near timeout':
      return [isShort ? '▲ near' : '▲ near timeout', 'yellow'];
    case 'running':
      return ['● running', 'cyan'];
    case 'ok':
      return ['✓ ok', 'green'];
    case 'unknown':
      return ['-', 'dim'];
    default:
      return assertNever(condition);
  }
}
