// What an import of transcripts says at its end.

import { SKIP_REASONS, type SkipReason } from '../hosts/transcripts/reasons.ts';
import type { Imported } from '../sidecar/past-import.ts';
import { counted } from '../views/amounts.ts';
import { amount } from './progress.ts';

export function resultText(imported: Imported, dryRun: boolean): string {
  const { files, bytes, runs, hooks, days, skipped } = imported;
  const what = `${counted(runs, 'run')} of ${counted(hooks, 'hook')} on ${counted(days, 'day')}`;
  const lines = [
    `${dryRun ? 'would import' : 'imported'} ${what} from ${counted(files, 'transcript')} (${amount(bytes)})`,
  ];
  const reasons = byCount(skipped);
  if (reasons.length > 0) lines.push('not imported:');
  const width = String(reasons[0]?.[1] ?? '').length;
  for (const [reason, count] of reasons) lines.push(`  ${String(count).padStart(width)}  ${SKIP_REASONS[reason]}`);
  lines.push(
    'Hooks that succeeded in silence left no trace: these counts are a lower bound, and so are success rates.',
  );
  return `${lines.join('\n')}\n`;
}

export function resultJson(imported: Imported, dryRun: boolean): string {
  const { skipped, ...rest } = imported;
  return `${JSON.stringify({ dry_run: dryRun, ...rest, skipped: Object.fromEntries(byCount(skipped)) }, null, 2)}\n`;
}

const byCount = (skipped: Imported['skipped']): readonly (readonly [SkipReason, number])[] =>
  [...skipped].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
