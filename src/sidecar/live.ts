// Tells whoever listens of runs as they start and end: server-sent events.

import type { ServerResponse } from 'node:http';
import { runKey } from '../journal/run-hash.ts';
import type { LedgerWatcher } from '../ledger/watcher.ts';
import { type EndedItem, endedItem, openItem } from '../views/api/live.ts';
import type { Changes, Health, Hello, LiveEvent, OpenItem } from '../views/api/types.ts';

export interface Live {
  /** Told by the ledger. */
  readonly watcher: LedgerWatcher;
  /** What it tells of besides; nobody is served before. */
  begin(parts: LiveParts): void;
  /** Answers with a stream; false where as many listen as may. */
  serve(outgoing: ServerResponse): boolean;
  close(): void;
}

export interface LiveParts {
  health(): Health;
  open(): readonly OpenItem[];
  /** Milliseconds since 1970. */
  now(): number;
}

const MOST_LISTENERS = 64;
/** From the first change to telling of it and all that came meanwhile. */
const GATHER_MS = 50;
const HEALTH_MS = 1000;
/** In one event; a page shows fewer, and knows all totals from elsewhere. */
const MOST_ENDED = 200;
/** Who reads so slowly is cut off, and connects anew. */
const MOST_BUFFERED = 4_000_000;

export function createLive(): Live {
  const listeners = new Set<ServerResponse>();
  let parts: LiveParts | undefined;
  let started = new Map<string, OpenItem>();
  let ended: EndedItem[] = [];
  let skipped = 0;
  let gathering: NodeJS.Timeout | undefined;
  let beat: NodeJS.Timeout | undefined;

  function send(event: LiveEvent): void {
    const text = eventText(event);
    for (const listener of listeners) {
      if (listener.writableLength > MOST_BUFFERED) listener.destroy();
      else listener.write(text);
    }
  }

  function flush(): void {
    gathering = undefined;
    const data: Changes = { now: parts?.now() ?? 0, started: [...started.values()], ended, skipped };
    [started, ended, skipped] = [new Map(), [], 0];
    send({ event: 'changes', data });
  }

  function gather(): void {
    gathering ??= setTimeout(flush, GATHER_MS);
  }

  /** Where they are many, a run that nobody was told of may be left out; another one would tick for ever. */
  function tell(item: EndedItem): void {
    if (ended.length >= MOST_ENDED && (item.run === null || started.delete(item.run))) skipped++;
    else ended.push(item);
    gather();
  }

  return {
    watcher: {
      started({ run, at, timeout }, identity) {
        if (listeners.size === 0) return;
        started.set(runKey(run), openItem({ run: runKey(run), identity, at, timeout }));
        gather();
      },
      ended({ identity, at, us, code }, outcome, run) {
        if (listeners.size === 0) return;
        tell(endedItem({ run: run === undefined ? null : runKey(run.run), identity, at, us, outcome, code }));
      },
      settled({ run }, identity, outcome, at) {
        if (listeners.size === 0) return;
        tell(endedItem({ run: runKey(run), identity, at, us: undefined, outcome, code: undefined }));
      },
    },
    begin(live) {
      parts = live;
    },
    serve(outgoing) {
      if (parts === undefined || listeners.size >= MOST_LISTENERS) return false;
      const { health, open, now } = parts;
      if (gathering !== undefined) {
        clearTimeout(gathering);
        flush(); // what `hello` holds is not told again
      }
      outgoing.writeHead(200, HEADERS);
      const data: Hello = { version: health().version, now: now(), open: open(), health: health() };
      outgoing.write(eventText({ event: 'hello', data }));
      listeners.add(outgoing);
      beat ??= setInterval(() => send({ event: 'health', data: health() }), HEALTH_MS);
      outgoing.on('close', () => {
        listeners.delete(outgoing);
        if (listeners.size > 0) return;
        clearInterval(beat);
        beat = undefined;
      });
      return true;
    },
    close() {
      clearTimeout(gathering);
      clearInterval(beat);
      for (const listener of listeners) listener.end();
    },
  };
}

const HEADERS = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  // What nginx would keep back otherwise.
  'X-Accel-Buffering': 'no',
};

/** JSON has no line breaks of its own, so each event is two lines. A client that is cut off tries again after a second. */
const eventText = ({ event, data }: LiveEvent): string =>
  `${event === 'hello' ? 'retry: 1000\n' : ''}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
