// Durations as Go programs read them: "15s", "1m30s", and a bare number of nanoseconds. https://pkg.go.dev/time#ParseDuration

/** In seconds; undefined for anything else. */
export function goDuration(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text) / 1e9;
  if (!/^(?:\d+(?:\.\d*)?(?:ns|us|µs|ms|s|m|h))+$/.test(text)) return undefined;
  let seconds = 0;
  for (const [, number, unit] of text.matchAll(/([\d.]+)(ns|us|µs|ms|s|m|h)/g)) {
    seconds += Number(number) * (SECONDS.get(unit ?? '') ?? 0);
  }
  return Number(seconds.toFixed(9));
}

const SECONDS: ReadonlyMap<string, number> = new Map([
  ['ns', 1e-9],
  ['us', 1e-6],
  ['µs', 1e-6],
  ['ms', 1e-3],
  ['s', 1],
  ['m', 60],
  ['h', 3600],
]);
