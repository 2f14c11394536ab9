// Clocks that draw again what shows them, and nothing else.

import { useEffect, useState } from 'preact/hooks';

/** This machine's clock in milliseconds, anew after each `everyMs`; still while that is undefined. */
export function useNow(everyMs: number | undefined): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (everyMs === undefined) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}

/** What `textAt` makes of this machine's clock, looked at every second: drawn again only when it is another text. */
export function useTextOfNow(textAt: (now: number) => string): string {
  const [, setShown] = useState('');
  useEffect(() => onSecond((now) => setShown(textAt(now))));
  return textAt(Date.now());
}

/** One timer for all, however many there are. */
function onSecond(listener: (now: number) => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    const now = Date.now();
    for (const each of listeners) each(now);
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

const listeners = new Set<(now: number) => void>();
let timer: ReturnType<typeof setInterval> | undefined;
