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
