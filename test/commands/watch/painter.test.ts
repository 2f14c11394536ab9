import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPainter } from '../../../src/commands/watch/painter.ts';
import { lineOf } from '../../../src/views/watch/spans.ts';
import { terminalScreen } from './screen.ts';

test('after every frame the terminal shows that frame, whatever was there before', () => {
  const [rows, width] = [6, 24];
  const text = fc.string({ unit: fc.constantFrom('a', ' ', '世', '👍', 'é', '━'), maxLength: 40 });
  const tone = fc.constantFrom('plain' as const, 'red' as const, 'dim' as const);
  const line = fc.array(fc.tuple(text, tone), { maxLength: 3 }).map((spans) => ({
    shown: lineOf(spans, { width, colour: true }),
    plain: lineOf(spans, { width, colour: false }),
  }));
  const frames = fc.array(fc.array(line, { minLength: rows, maxLength: rows }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(frames, (all) => {
      const [painter, terminal] = [createPainter(), terminalScreen(rows, width)];
      terminal.write('\u001b[?1049h\u001b[?7l');
      for (const frame of all) {
        terminal.write(
          painter.paint(
            frame.map(({ shown }) => shown),
            width,
          ),
        );
        expect(terminal.lines()).toEqual(frame.map(({ plain }) => plain));
      }
    }),
  );
});

test('only what changed is written, between the marks of one update', () => {
  const painter = createPainter();
  painter.paint(['one', 'two', 'three'], 10);
  expect(painter.paint(['one', 'TWO', 'three'], 10)).toBe('\u001b[?2026h\u001b[2;1HTWO\u001b[K\u001b[?2026l');
  expect(painter.paint(['one', 'TWO', 'three'], 10)).toBe('');
  painter.forget();
  expect(painter.paint(['one', 'TWO', 'three'], 10)).toContain('\u001b[2J');
});

test('a line up to the edge is not cleared behind: that would take its last letter', () => {
  expect(createPainter().paint(['0123456789'], 10)).not.toContain('\u001b[K');
});
