// The clock of the test's own process, where a moment more would change what is expected.

import { onTestFinished, vi } from 'vitest';

/** Until the end of the test, `Date` stands still; timers go on. */
export function stopClock(): void {
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
}
