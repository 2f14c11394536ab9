import type { JSX } from 'preact';
import type { HookRow } from '../api/types.ts';
import { SPARK_HEIGHT, SPARK_WIDTH, sparkOf } from './spark.ts';

/** For the eye only: the detail view has the same in words and numbers. */
export function Sparkline({ row }: { row: HookRow }): JSX.Element {
  const { line, joints, failures } = sparkOf(row.spark_ms, row.spark_failures);
  return (
    <svg class="spark" viewBox={`0 0 ${SPARK_WIDTH} ${SPARK_HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <path class="joints" d={joints} />
      <path class="median" d={line} />
      {failures !== '' && <path class="failures" d={failures} />}
    </svg>
  );
}
