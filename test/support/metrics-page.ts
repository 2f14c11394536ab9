// A small reader of Prometheus text, written against the format's description and not against our writer.

export interface Page {
  /** Series as written, in order: name and labels → value. */
  readonly samples: ReadonlyMap<string, string>;
  readonly types: ReadonlyMap<string, string>;
  readonly helps: ReadonlyMap<string, string>;
}

/** @throws on a line that is none, on a series that is there twice, and on a family that is there twice. */
export function parsePage(text: string): Page {
  if (text !== '' && !text.endsWith('\n')) throw new Error('the last line is not ended');
  const samples = new Map<string, string>();
  const types = new Map<string, string>();
  const helps = new Map<string, string>();
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const comment = /^# (HELP|TYPE|UNIT) (\S+) (.*)$/su.exec(line);
    if (comment !== null) {
      const [, what = '', name = '', rest = ''] = comment;
      if (what !== 'UNIT') put(what === 'HELP' ? helps : types, name, rest);
      continue;
    }
    const [, series, value] = SAMPLE.exec(line) ?? [];
    if (series === undefined || value === undefined) throw new Error(`no sample: ${line}`);
    put(samples, series, value);
  }
  return { samples, types, helps };
}

const LABEL = '[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\\\n]|\\\\\\\\|\\\\n|\\\\")*"';
const SAMPLE = new RegExp(`^([a-zA-Z_][a-zA-Z0-9_]*(?:\\{(?:${LABEL}(?:,${LABEL})*)?\\})?) (\\S+)$`, 's');

function put(map: Map<string, string>, key: string, value: string): void {
  if (map.has(key)) throw new Error(`twice on the page: ${key}`);
  map.set(key, value);
}

export async function scrape(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Page> {
  const response = await fetch(`${url}/metrics`, { headers });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`/metrics answers ${response.status}: ${text}`);
  return parsePage(text);
}

/** The sum of a family over all series whose labels are these. */
export function sumOf({ samples }: Page, family: string, labels: Readonly<Record<string, string>> = {}): number {
  let sum = 0;
  for (const [series, value] of samples) {
    if (series !== family && !series.startsWith(`${family}{`)) continue;
    if (Object.entries(labels).every(([name, text]) => series.includes(`${name}="${text}"`))) sum += Number(value);
  }
  return sum;
}

export const executionsOn = (page: Page, labels: Readonly<Record<string, string>> = {}): number =>
  sumOf(page, 'hook_executions_total', labels);
