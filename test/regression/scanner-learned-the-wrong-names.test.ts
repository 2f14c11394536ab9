import { describe, expect, test } from 'vitest';
import { createJournalReader } from '../../src/journal/reader.ts';
import { endedHooks, endText, fileOf, listener } from '../support/shim-lines.ts';

const torn = (line: string): string => line.slice(0, line.indexOf('"us"'));

describe('a line that the quick scanner cannot read', () => {
  test.each([
    ['is torn, and the next line is glued to it', `${torn(endText('a', { hook: 'lint' }))}${endText('b')}`],
    ['says its hook twice', endText('b', { hook: 'lint' }).replace('}', ',"hook":"format"}')],
  ])('teaches it no name of another hook when it %s', (_why, odd) => {
    const { heard, sink } = listener();
    createJournalReader()(fileOf(odd, endText('c', { hook: 'lint' }), endText('d', { hook: 'lint' })), false, sink);
    expect(endedHooks(heard)).toEqual(['format', 'lint', 'lint']);
  });
});
