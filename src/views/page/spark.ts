// The line of a sparkline, as the path of an SVG.

export interface Spark {
  /** Medians, with gaps where nothing ran. */
  readonly line: string;
  /** Over the gaps. */
  readonly joints: string;
  /** A tick at the foot of each part in which runs failed. */
  readonly failures: string;
}

export const SPARK_WIDTH = 120;
export const SPARK_HEIGHT = 26;
const FOOT = 5;

/** From 0 at the bottom to the largest value at the top. A part that stands alone becomes a short dash. */
export function sparkOf(medians: readonly (number | null)[], failures: readonly number[]): Spark {
  const most = Math.max(1e-9, ...medians.map((each) => each ?? 0));
  const step = SPARK_WIDTH / Math.max(1, medians.length);
  const y = (value: number): number => round(1 + (SPARK_HEIGHT - FOOT - 2) * (1 - value / most));
  const line = medians
    .map((value, i) => {
      if (value === null) return '';
      const [left, right] = [round(i * step + step / 4), round((i + 1) * step - step / 4)];
      const joins = i > 0 && medians[i - 1] !== null && medians[i - 1] !== undefined;
      return `${joins ? 'L' : 'M'}${left} ${y(value)}L${right} ${y(value)}`;
    })
    .join('');
  const ticks = failures
    .map((each, i) => (each > 0 ? `M${round((i + 0.5) * step)} ${SPARK_HEIGHT - FOOT + 1}v${FOOT - 1}` : ''))
    .join('');
  return { line, joints: jointsOf(medians, step, y), failures: ticks };
}

function jointsOf(medians: readonly (number | null)[], step: number, y: (value: number) => number): string {
  let [joints, last] = ['', ''];
  medians.forEach((value, i) => {
    if (value === null) return;
    const isGap = i > 0 && (medians[i - 1] ?? null) === null;
    if (isGap && last !== '') joints += `M${last}L${round(i * step + step / 4)} ${y(value)}`;
    last = `${round((i + 1) * step - step / 4)} ${y(value)}`;
  });
  return joints;
}

const round = (value: number): number => Math.round(value * 10) / 10;
