// Lines as the shim writes them, and somebody who listens to what a reader makes of them.

import type { RecordSink } from '../../src/journal/reader.ts';
import type { JournalRecord, RejectReason } from '../../src/journal/record.ts';

/** 2026-11-22T06:18:50.674562Z */
export const AT = 1_795_328_330_674_562;
export const DAY = '2026-11-22';

type Fields = Readonly<Record<string, unknown>>;

const NAMES = { hook: 'format', event: 'PostToolUse', agent: 'claude-code', project: 'web' };

/** Without a newline. A field that is given takes the place of the usual one; undefined leaves it out. */
export const startText = (run: string, fields: Fields = {}): string =>
  JSON.stringify({ v: 1, kind: 'start', run, ...NAMES, at: AT, pid: 4519, host: 'devbox', ...fields });

export const endText = (run: string, fields: Fields = {}): string =>
  JSON.stringify({
    v: 1,
    kind: 'end',
    run,
    ...NAMES,
    at: AT + 175_440,
    us: 175_440,
    user: '0.120',
    sys: '0.010',
    code: 0,
    ...fields,
  });

export const fileOf = (...lines: readonly string[]): Buffer => Buffer.from(lines.map((line) => `${line}\n`).join(''));

export interface Heard {
  readonly records: JournalRecord[];
  readonly rejects: RejectReason[];
  lines: number;
}

export function listener(): { readonly heard: Heard; readonly sink: RecordSink } {
  const heard: Heard = { records: [], rejects: [], lines: 0 };
  return {
    heard,
    sink: {
      line: () => {
        heard.lines++;
      },
      record: (record) => heard.records.push(record),
      reject: (reason) => heard.rejects.push(reason),
    },
  };
}

/** The hooks that ended, in order: enough to tell most readings apart at a glance. */
export const endedHooks = ({ records }: Heard): string[] =>
  records.flatMap((record) => (record.kind === 'end' ? [record.identity.hook] : []));
