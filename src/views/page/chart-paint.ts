// Draws a scene onto the canvas of a chart.

import type uPlot from 'uplot';
import type { Outcome } from '../../ledger/outcome.ts';
import type { Scene } from './chart-scene.ts';
import type { Colours } from './colours.ts';
import { duration } from './format.ts';
import { LOOKS, type Shape } from './outcomes.ts';

const DASHES: Readonly<Record<Scene['quantiles'][number]['name'], readonly number[]>> = {
  p50: [],
  p95: [6, 4],
  p99: [2, 3],
};
/** The most frequent first, so that what is rare lies on top. */
const ORDER: readonly Outcome[] = ['success', 'blocked', 'failed', 'not_found', 'signaled', 'timed_out', 'lost'];

export function paint(chart: uPlot, scene: Scene, colours: Colours): void {
  const { ctx, bbox } = chart;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  const unit = devicePixelRatio;
  for (const outcome of ORDER) paintRuns(chart, scene, outcome, colours);
  for (const quantile of scene.quantiles) paintQuantile(chart, scene, quantile, colours);
  if (scene.timeout !== undefined) paintTimeout(chart, scene.timeout, colours);
  for (const change of scene.changes) paintChange(chart, change, colours);
  ctx.restore();
  ctx.lineWidth = unit;
}

/** So few that each is looked for. */
const FEW = 100;

/** Where a duration stands: one that is too short for a logarithmic scale, or not known, at the lower edge. */
export function heightOf(chart: uPlot, { bottom }: Scene, ms: number | null): number {
  return chart.valToPos(Math.max(bottom, ms ?? bottom), 'y', true);
}

function paintRuns(chart: uPlot, scene: Scene, outcome: Outcome, colours: Colours): void {
  const { ctx } = chart;
  const { shape, colour } = LOOKS[outcome];
  const size = (shape === 'dot' ? (scene.at.length < FEW ? 3.2 : 2.2) : 4) * devicePixelRatio;
  const path = new Path2D();
  scene.at.forEach((at, i) => {
    if (scene.outcome[i] !== outcome) return;
    addShape(path, shape, chart.valToPos(at, 'x', true), heightOf(chart, scene, scene.ms[i] ?? null), size);
  });
  ctx.strokeStyle = ctx.fillStyle = colours(colour);
  ctx.lineWidth = 1.5 * devicePixelRatio;
  ctx.setLineDash([]);
  if (shape === 'dot') {
    ctx.globalAlpha = scene.at.length > 1500 ? 0.4 : 0.65;
    ctx.fill(path);
    ctx.globalAlpha = 1;
  } else if (shape === 'diamond') ctx.fill(path);
  else ctx.stroke(path);
}

function addShape(path: Path2D, shape: Shape, x: number, y: number, r: number): void {
  switch (shape) {
    case 'dot':
      path.moveTo(x + r, y);
      path.arc(x, y, r, 0, 2 * Math.PI);
      return;
    case 'square':
      path.rect(x - r, y - r, 2 * r, 2 * r);
      return;
    default:
      addStrokes(path, STROKES[shape], x, y, r);
  }
}

type Corner = readonly [x: number, y: number];

/** Each stroke through its corners, in radii. */
const STROKES: Readonly<Record<Exclude<Shape, 'dot' | 'square'>, readonly (readonly Corner[])[]>> = {
  diamond: [
    [
      [0, -1],
      [1, 0],
      [0, 1],
      [-1, 0],
      [0, -1],
    ],
  ],
  triangle: [
    [
      [0, -1],
      [1, 1],
      [-1, 1],
      [0, -1],
    ],
  ],
  wedge: [
    [
      [0, 1],
      [1, -1],
      [-1, -1],
      [0, 1],
    ],
  ],
  cross: [
    [
      [-1, -1],
      [1, 1],
    ],
    [
      [1, -1],
      [-1, 1],
    ],
  ],
  plus: [
    [
      [0, -1],
      [0, 1],
    ],
    [
      [-1, 0],
      [1, 0],
    ],
  ],
};

function addStrokes(path: Path2D, strokes: readonly (readonly Corner[])[], x: number, y: number, r: number): void {
  for (const stroke of strokes) {
    for (const [i, [right, down]] of stroke.entries()) {
      if (i === 0) path.moveTo(x + right * r, y + down * r);
      else path.lineTo(x + right * r, y + down * r);
    }
  }
}

function paintQuantile(
  chart: uPlot,
  scene: Scene,
  { name, at, ms }: Scene['quantiles'][number],
  colours: Colours,
): void {
  const { ctx } = chart;
  const [line, joints] = [new Path2D(), new Path2D()];
  let last: { readonly i: number; readonly x: number; readonly y: number } | undefined;
  ms.forEach((value, i) => {
    if (value === null) return;
    const [x, y] = [chart.valToPos(at[i] ?? 0, 'x', true), heightOf(chart, scene, value)];
    const isGap = last !== undefined && i - last.i > LONGEST_GAP;
    if (last === undefined || isGap) line.moveTo(x, y);
    else line.lineTo(x, y);
    if (last !== undefined && isGap) {
      joints.moveTo(last.x, last.y);
      joints.lineTo(x, y);
    }
    last = { i, x, y };
  });
  ctx.strokeStyle = colours('--ink');
  ctx.lineWidth = (name === 'p50' ? 2 : 1.4) * devicePixelRatio;
  ctx.setLineDash(DASHES[name].map((each) => each * devicePixelRatio));
  ctx.stroke(line);
  ctx.globalAlpha = 0.25;
  ctx.lineWidth = devicePixelRatio;
  ctx.stroke(joints);
  ctx.globalAlpha = 1;
  ctx.setLineDash([]);
}

/** Parts of the time without runs, beyond which a line would say what nobody knows. */
const LONGEST_GAP = 4;

function paintTimeout(chart: uPlot, ms: number, colours: Colours): void {
  const { ctx, bbox } = chart;
  const y = chart.valToPos(ms, 'y', true);
  ctx.strokeStyle = ctx.fillStyle = colours('--timed-out');
  ctx.lineWidth = 1.5 * devicePixelRatio;
  ctx.setLineDash([10 * devicePixelRatio, 4 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.font = fontOf(11);
  ctx.textAlign = 'left';
  ctx.textBaseline = 'bottom';
  ctx.fillText(`timeout ${duration(ms)}`, bbox.left + 6 * devicePixelRatio, y - 3 * devicePixelRatio);
}

function paintChange(chart: uPlot, { at, label }: Scene['changes'][number], colours: Colours): void {
  const { ctx, bbox } = chart;
  const x = chart.valToPos(at, 'x', true);
  const r = 8 * devicePixelRatio;
  ctx.strokeStyle = colours('--accent');
  ctx.lineWidth = 1.5 * devicePixelRatio;
  ctx.beginPath();
  ctx.moveTo(x, bbox.top + 2 * r);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.fillStyle = colours('--accent');
  ctx.beginPath();
  ctx.arc(x, bbox.top + r, r, 0, 2 * Math.PI);
  ctx.fill();
  ctx.fillStyle = colours('--surface');
  ctx.font = `bold ${fontOf(11)}`;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.fillText(label, x, bbox.top + r + devicePixelRatio);
}

export const fontOf = (px: number): string => `${px * devicePixelRatio}px system-ui, sans-serif`;
