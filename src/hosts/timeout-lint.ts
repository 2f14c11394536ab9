// A timeout in the wrong unit: hosts count in seconds, but for Gemini CLI, which counts in milliseconds.

export type TimeoutUnit = 's' | 'ms';

/** What is wrong with a declared timeout, in half a sentence; undefined where nothing is. Pure. */
export function timeoutLint(declared: number, unit: TimeoutUnit): string | undefined {
  if (!(declared > 0)) return `its timeout of ${declared} is not above 0`;
  if (unit === 'ms') {
    if (declared >= FEWEST_MS) return undefined;
    return `its timeout of ${declared} is in milliseconds here; ${declared * 1000} would be ${spoken(declared)}`;
  }
  const looksLikeMs = declared >= 1000 && declared % 100 === 0 && !USUAL_SECONDS.has(declared);
  if (!looksLikeMs) return undefined;
  return `its timeout of ${declared} is in seconds here, so ${spoken(declared)}; ${declared / 1000} would be ${spoken(declared / 1000)}`;
}

/** No hook ends before: a shell alone takes some of that. */
const FEWEST_MS = 100;

/** From 20 minutes to a day: round as milliseconds are, and meant. */
const USUAL_SECONDS: ReadonlySet<number> = new Set([
  1200, 1500, 1800, 2400, 2700, 3600, 5400, 7200, 10_800, 14_400, 21_600, 28_800, 43_200, 86_400,
]);

function spoken(seconds: number): string {
  if (seconds < 120) return seconds === 1 ? '1 second' : `${seconds} seconds`;
  const [value, unit] = seconds < 7200 ? [seconds / 60, 'minutes'] : [seconds / 3600, 'hours'];
  return `${Number(value.toFixed(1))} ${unit}`;
}
