import { expect, test } from 'vitest';
import { keysIn } from '../../../src/commands/watch/keys.ts';

test.each([
  ['q', [{ kind: 'text', text: 'q' }]],
  ['\u001b', [{ kind: 'escape' }]],
  ['\u001b[A\u001bOB', [{ kind: 'up' }, { kind: 'down' }]],
  [
    '\u001b[5~\u001b[6~\u001b[1~\u001b[F',
    [{ kind: 'page up' }, { kind: 'page down' }, { kind: 'home' }, { kind: 'end' }],
  ],
  ['\r\u007f\u0003\u001a\u000c', ['enter', 'backspace', 'interrupt', 'suspend', 'redraw'].map((kind) => ({ kind }))],
  [
    'ü👍',
    [
      { kind: 'text', text: 'ü' },
      { kind: 'text', text: '👍' },
    ],
  ],
  [
    'a\u001b[1;5C\u001b[200~b\u0000\t',
    [
      { kind: 'text', text: 'a' },
      { kind: 'text', text: 'b' },
    ],
  ],
  ['', []],
])('%j', (text, keys) => {
  expect(keysIn(text)).toEqual(keys);
});
