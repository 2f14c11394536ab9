// Where panels go. The SDK's own layout does not wrap, so every position is computed here.

import { type GridPos, type Panel, RowBuilder, type RowPanel } from '@grafana/grafana-foundation-sdk/dashboard';

/** A panel builder of any kind. */
export interface Placeable {
  id(id: number): this;
  gridPos(position: GridPos): this;
  build(): Panel;
}

/** Panels side by side: their height, and each with its width of 24. */
export type Line = readonly [height: number, ...cells: (readonly [width: number, panel: Placeable])[]];

export interface Section {
  readonly title: string;
  readonly lines: readonly Line[];
}

/**
 * Links to a panel hold its id: the hundreds are its section, the rest its place in there. So a new panel goes to the end of a
 * section, or moves the links to those behind it.
 */
export function place(sections: readonly Section[]): (Panel | RowPanel)[] {
  const placed: (Panel | RowPanel)[] = [];
  let y = 0;
  sections.forEach(({ title, lines }, index) => {
    let id = (index + 1) * 100;
    placed.push(new RowBuilder(title).id(id).gridPos({ x: 0, y, w: WIDTH, h: 1 }).build());
    y += 1;
    for (const [height, ...cells] of lines) {
      let x = 0;
      for (const [width, panel] of cells) {
        id += 1;
        placed.push(panel.id(id).gridPos({ x, y, w: width, h: height }).build());
        x += width;
      }
      y += height;
    }
  });
  return placed;
}

const WIDTH = 24;
