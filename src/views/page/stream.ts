// The stream of events. The browser gives up on an answer that is not 200, and notices a dead connection late: so it is watched here.

import { ANSWERS, readJson } from './answers.ts';
import type { Happening } from './state.ts';

export interface Stream {
  /** Opens it unless it is open. */
  open(): void;
  /** Until it is opened again. */
  close(): void;
}

const FIRST_RETRY_MS = 400;
const LONGEST_RETRY_MS = 4000;
/** The sidecar tells its health every second. */
const SILENT_MS = 6000;

/** `tell` hears each event, and when the connection is lost. */
export function openStream(tell: (happening: Happening) => void): Stream {
  let source: EventSource | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let silence: ReturnType<typeof setTimeout> | undefined;
  let retryMs = FIRST_RETRY_MS;
  let lostSince: number | undefined;

  function connect(): void {
    disconnect();
    const opened = new EventSource('./api/live');
    source = opened;
    listen(opened, 'hello', ANSWERS.hello, (hello, now) => {
      retryMs = FIRST_RETRY_MS;
      lostSince = undefined;
      tell({ kind: 'hello', hello, now });
    });
    listen(opened, 'changes', ANSWERS.changes, (changes, now) => tell({ kind: 'changes', changes, now }));
    listen(opened, 'health', ANSWERS.health, (health, now) => tell({ kind: 'health', health, now }));
    opened.onerror = lost;
    heard();
  }

  function listen<T>(
    from: EventSource,
    name: string,
    shape: Parameters<typeof readJson<T>>[0],
    use: (value: T, now: number) => void,
  ): void {
    from.addEventListener(name, ({ data }: MessageEvent<unknown>) => {
      heard();
      const value = readJson(shape, String(data));
      if (value === undefined) return tell({ kind: 'trouble', trouble: { kind: 'not_understood' } });
      use(value, Date.now());
    });
  }

  function heard(): void {
    clearTimeout(silence);
    silence = setTimeout(lost, SILENT_MS);
  }

  function lost(): void {
    disconnect();
    lostSince ??= Date.now();
    tell({ kind: 'connection', connection: { kind: 'lost', since: lostSince } });
    retry = setTimeout(connect, retryMs);
    retryMs = Math.min(LONGEST_RETRY_MS, retryMs * 1.6);
  }

  function disconnect(): void {
    clearTimeout(retry);
    clearTimeout(silence);
    source?.close();
    source = undefined;
  }

  return {
    open() {
      if (source !== undefined) return;
      retryMs = FIRST_RETRY_MS;
      connect();
    },
    close() {
      disconnect();
      lostSince = undefined;
      tell({ kind: 'connection', connection: { kind: 'paused' } });
    },
  };
}
