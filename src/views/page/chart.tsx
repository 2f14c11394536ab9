// The durations of one hook: every run a point, with its quantiles, its changes and its timeout.

import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import { nearestRun } from './chart-nearest.ts';
import { paint } from './chart-paint.ts';
import type { Scene } from './chart-scene.ts';
import { type Colours, coloursOf, watchColours } from './colours.ts';
import { clock, duration, moment } from './format.ts';
import { LOOKS } from './outcomes.ts';

const HEIGHT = 320;
const NEAR_PX = 30;
/** Live runs are added no more often than this. */
const EVERY_MS = 400;

/** `says` is the chart in a sentence, for those who do not see it. */
export function Chart({ scene, says }: { scene: Scene; says: string }): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const drawn = useRef<{ chart: uPlot; show(scene: Scene): void }>(undefined);
  const latest = useRef(scene);
  latest.current = scene;
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [pointed, setPointed] = useState('');
  const [shade, setShade] = useState(0);

  useEffect(() => watchColours(() => setShade((before) => before + 1)), []);
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    let current = latest.current;
    const chart = new uPlot(
      optionsFor(current, element.clientWidth, coloursOf(element), () => current, setPointed),
      dataOf(current),
      element,
    );
    drawn.current = {
      chart,
      show(next) {
        const isWhole = chart.scales['x']?.min === current.from && chart.scales['x']?.max === current.until;
        current = next;
        chart.setData(dataOf(next), false);
        if (isWhole) chart.setScale('x', { min: next.from, max: next.until });
        chart.setScale('y', { min: next.bottom, max: next.top });
      },
    };
    const watcher = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height: HEIGHT }));
    watcher.observe(element);
    return () => {
      watcher.disconnect();
      drawn.current = undefined;
      chart.destroy();
    };
  }, [scene.scale, shade]);
  useEffect(() => {
    if (timer.current !== undefined) return;
    timer.current = setTimeout(() => {
      timer.current = undefined;
      drawn.current?.show(latest.current);
    }, EVERY_MS);
  }, [scene]);
  useEffect(() => () => clearTimeout(timer.current), []);

  return (
    <figure class="chart">
      <div ref={box} class="plot" role="img" aria-label={says} />
      <figcaption>
        <Legend scene={scene} />
        <p class="pointed quiet" aria-hidden="true">
          {pointed === '' ? 'Point at a run to read it; drag to look closer, double-click to go back.' : pointed}
        </p>
      </figcaption>
    </figure>
  );
}

const dataOf = ({ at, ms, bottom }: Scene): uPlot.AlignedData => [
  [...at],
  ms.map((each) => Math.max(bottom, each ?? bottom)),
];

function optionsFor(
  { scale, from, until, bottom, top }: Scene,
  width: number,
  colours: Colours,
  scene: () => Scene,
  point: (says: string) => void,
): uPlot.Options {
  const axis = {
    stroke: colours('--muted'),
    grid: { stroke: colours('--line'), width: 1 },
    ticks: { stroke: colours('--line'), width: 1 },
    font: '12px system-ui, sans-serif',
  };
  return {
    width,
    height: HEIGHT,
    ms: 1,
    tzDate: (at) => uPlot.tzDate(new Date(at), 'Etc/UTC'),
    legend: { show: false },
    scales: {
      x: { time: true, min: from, max: until },
      y: { distr: scale === 'log' ? 3 : 1, min: bottom, max: top, auto: false },
    },
    axes: [
      { ...axis, values: TIMES },
      { ...axis, size: 70, values: (_, splits) => splits.map((each) => axisLabel(each)) },
    ],
    series: [{}, { paths: () => null, points: { show: false } }],
    cursor: { y: false, points: { show: false }, drag: { x: true, y: false, setScale: true } },
    hooks: {
      draw: [(chart) => paint(chart, scene(), colours)],
      setCursor: [(chart) => point(pointedText(chart, scene()))],
    },
  };
}

/** By the distance of the marks in milliseconds: what each says, and what is said only where it changes with the year or the day. */
const TIMES: uPlot.Axis.Values = [
  [31_536_000_000, '{YYYY}', null, null, null, null, null, null, 1],
  [2_419_200_000, '{MMM}', '\n{YYYY}', null, null, null, null, null, 1],
  [86_400_000, '{MMM} {D}', '\n{YYYY}', null, null, null, null, null, 1],
  [60_000, '{HH}:{mm}', '\n{MMM} {D}, {YYYY}', null, '\n{MMM} {D}', null, null, null, 1],
  [1_000, '{HH}:{mm}:{ss}', '\n{MMM} {D}, {YYYY}', null, '\n{MMM} {D}', null, null, null, 1],
  [1, '{ss}.{fff}', '\n{MMM} {D} {HH}:{mm}', null, '\n{MMM} {D} {HH}:{mm}', null, '\n{HH}:{mm}', null, 1],
];

/** A logarithmic axis leaves the marks between its labels empty. */
const axisLabel = (ms: number | null): string => (ms === null ? '' : duration(ms));

function pointedText(chart: uPlot, scene: Scene): string {
  const { left = -1, top = -1 } = chart.cursor;
  if (left < 0 || top < 0) return '';
  const i = nearestRun(
    scene,
    (at) => chart.valToPos(at, 'x'),
    (ms) => chart.valToPos(ms, 'y'),
    { left, top, within: NEAR_PX },
  );
  if (i === undefined) return '';
  const outcome = scene.outcome[i];
  const at = scene.at[i] ?? 0;
  const how = outcome === undefined ? '' : ` ${LOOKS[outcome].mark} ${LOOKS[outcome].name}`;
  return `${moment(at).slice(0, 10)} ${clock(at)}: ${duration(scene.ms[i] ?? null)}${how}`;
}

function Legend({ scene }: { scene: Scene }): JSX.Element {
  const seen = new Set(scene.outcome);
  return (
    <ul class="legend" aria-hidden="true">
      {Object.entries(LOOKS).map(
        ([outcome, { name, mark, colour }]) =>
          [...seen].some((each) => each === outcome) && (
            <li key={outcome}>
              <span style={{ color: `var(${colour})` }}>{mark}</span> {name}
            </li>
          ),
      )}
      <li>
        <span class="line solid" /> p50
      </li>
      <li>
        <span class="line dashed" /> p95
      </li>
      <li>
        <span class="line dotted" /> p99
      </li>
    </ul>
  );
}
