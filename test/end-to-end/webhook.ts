// What Alertmanager tells: a server that keeps every message it gets.

import { createServer } from 'node:http';
import { onTestFinished } from 'vitest';
import { freePort } from '../support/ports.ts';

export interface Message {
  readonly status: string;
  readonly receiver: string;
  readonly alerts: readonly {
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
  }[];
}

export interface Webhook {
  readonly url: string;
  readonly messages: readonly Message[];
}

/** Somebody who is told: keeps every message that Alertmanager posts. */
export async function startWebhook(): Promise<Webhook> {
  const messages: Message[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      messages.push(JSON.parse(Buffer.concat(chunks).toString()));
      response.end();
    });
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${port}/`, messages };
}
