// A row of numbers as a row of blocks.

const BLOCKS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;
const ASCII = ['.', ':', '-', '=', '+', '*', '#', '@'] as const;

/** From 0 to the largest value; blank where there is none. Always `width` letters, or as many as there are values. */
export function sparkline(values: readonly (number | null)[], width: number, utf8: boolean): string {
  const parts = joined(values, Math.min(width, values.length));
  const most = parts.reduce<number>((largest, value) => Math.max(largest, value ?? 0), 0);
  const steps = utf8 ? BLOCKS : ASCII;
  return parts
    .map((value) => {
      if (value === null) return ' ';
      return most === 0 ? steps[0] : steps[Math.min(steps.length - 1, Math.floor((value / most) * steps.length))];
    })
    .join('');
}

/** Neighbours as their middle one. */
function joined(values: readonly (number | null)[], width: number): readonly (number | null)[] {
  return Array.from({ length: width }, (_, i) => {
    const part = values.slice(Math.floor((i * values.length) / width), Math.floor(((i + 1) * values.length) / width));
    const known = part.filter((value) => value !== null).sort((a, b) => a - b);
    return known[known.length >> 1] ?? null;
  });
}
