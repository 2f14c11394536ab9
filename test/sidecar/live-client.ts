// Listens to /api/live as a page does.

import { onTestFinished } from 'vitest';
import type { LiveEvent } from '../../src/views/api/types.ts';

export interface Listener {
  /** In the order in which they came, with the moment (ms since 1970). */
  readonly events: readonly (LiveEvent & { readonly heardAt: number })[];
  /** The server has ended the stream. */
  readonly ended: Promise<void>;
}

/** Resolves when the stream has begun. */
export async function listen(url: string): Promise<Listener> {
  const abort = new AbortController();
  onTestFinished(() => abort.abort());
  const response = await fetch(`${url}/api/live`, { signal: abort.signal });
  if (response.status !== 200 || response.body === null) throw new Error(`/api/live answers ${response.status}`);
  const events: Listener['events'][number][] = [];
  return { events, ended: read(response.body, events).catch(() => {}) };
}

async function read(body: ReadableStream<Uint8Array>, events: Listener['events'][number][]): Promise<void> {
  let text = '';
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const parts = text.split('\n\n');
    text = parts.pop() ?? '';
    for (const part of parts) {
      const [, event = ''] = /^event: (.*)$/m.exec(part) ?? [];
      const [, data = ''] = /^data: (.*)$/m.exec(part) ?? [];
      events.push({ event, data: JSON.parse(data), heardAt: Date.now() } as Listener['events'][number]);
    }
  }
}
