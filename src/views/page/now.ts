// A clock that draws again what shows it, and nothing else.

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
