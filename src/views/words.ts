// Small pieces of sentences and cells.

/** Of milliseconds, always as exact as a column of them needs. */
export function milliseconds(ms: number | null): string {
  if (ms === null) return '-';
  if (ms < 1000) return `${ms.toFixed(1)}ms`;
  return ms < 60_000 ? `${(ms / 1e3).toFixed(2)}s` : `${(ms / 60_000).toFixed(1)}min`;
}

/** `1 run`, `2,048 runs`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

/** `a`, `a and b`, `a, b and c`. */
export const listed = (all: readonly string[]): string =>
  all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} and ${all.at(-1) ?? ''}`;

/** Exit code, or the outcome's name. */
export const errorWords = (error: string): string =>
  /^\d+$/.test(error) ? `exit code ${error}` : error.replaceAll('_', ' ');
