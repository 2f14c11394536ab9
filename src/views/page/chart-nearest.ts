import type { Scene } from './chart-scene.ts';

interface Pointer {
  readonly left: number;
  readonly top: number;
  /** Pixels; runs further away are not meant. */
  readonly within: number;
}

/** The index of the run that is pointed at; undefined where none is near. `x` and `y` say where a moment and a duration stand. */
export function nearestRun(
  { at, ms, bottom }: Pick<Scene, 'at' | 'ms' | 'bottom'>,
  x: (at: number) => number,
  y: (ms: number) => number,
  { left, top, within }: Pointer,
): number | undefined {
  let nearest: number | undefined;
  let least = within ** 2;
  at.forEach((each, i) => {
    const away = (x(each) - left) ** 2;
    if (away > least) return;
    const distance = away + (y(Math.max(bottom, ms[i] ?? bottom)) - top) ** 2;
    if (distance > least) return;
    [nearest, least] = [i, distance];
  });
  return nearest;
}
