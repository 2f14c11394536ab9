// When to draw: at once, and then not again before a tenth of a second has passed.

const LEAST_MS = 100;

export interface FrameClock {
  /** Something changed. */
  request(): void;
  stop(): void;
}

export function createFrameClock(draw: () => void): FrameClock {
  let drawnAt = Number.NEGATIVE_INFINITY;
  let waiting: NodeJS.Timeout | undefined;
  let isStopped = false;

  function drawNow(): void {
    waiting = undefined;
    drawnAt = performance.now();
    draw();
  }

  return {
    request() {
      if (isStopped || waiting !== undefined) return;
      const wait = drawnAt + LEAST_MS - performance.now();
      if (wait <= 0) drawNow();
      else waiting = setTimeout(drawNow, wait);
    },
    stop() {
      isStopped = true;
      clearTimeout(waiting);
    },
  };
}
