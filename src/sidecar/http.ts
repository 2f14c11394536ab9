// What the sidecar serves. Pages are built from snapshots, in slices, so that no client can hold up the reading of the journal.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono } from 'hono';
import { packageFile } from '../base/package.ts';
import { type ApiSource, serveApi } from './api.ts';
import type { App } from './app.ts';
import type { Settings } from './config.ts';
import { guard } from './guard.ts';
import type { MetricsPage } from './metrics-page.ts';
import { servePage } from './page-files.ts';

export interface Pages {
  isReady(): boolean;
  metrics: MetricsPage;
  readonly api: ApiSource;
  /** A page could not be built. */
  failed(path: string, error: Error): void;
}

export interface HttpServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Prometheus keeps its connection for five minutes, and the connection is how a scraper is known again. */
const KEEP_ALIVE_MS = 310_000;
const MOST_CONNECTIONS = 256;

/** Resolves when it listens. Rejects with what the system says, EADDRINUSE for one. */
export async function startHttp(settings: Settings, pages: Pages): Promise<HttpServer> {
  const server = createServer(
    { keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: 30_000, headersTimeout: 10_000 },
    getRequestListener(appOf(settings, pages).fetch),
  );
  server.maxConnections = MOST_CONNECTIONS;
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => {
      sockets.delete(socket);
      pages.metrics.left(socket);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(settings.port, settings.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return {
    url: urlOf(server.address(), settings.host),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), 1000).unref();
      }),
  };
}

function appOf(settings: Settings, pages: Pages): App {
  const app: App = new Hono();
  app.use(async (context, next) => {
    await next();
    context.res.headers.set('X-Content-Type-Options', 'nosniff');
  });
  app.use(guard(settings));
  app.use(async (context, next) => {
    const { method } = context.req;
    if (method === 'GET' || method === 'HEAD') return next();
    return context.text(`${method} is not served: nothing can be changed here. Ask with GET.\n`, 405, {
      Allow: 'GET, HEAD',
    });
  });
  app.get('/healthz', (context) => context.text('ok\n'));
  app.get('/readyz', (context) =>
    pages.isReady() ? context.text('ready\n') : context.text('reading the journal\n', 503),
  );
  if (!servePage(app, packageFile('dist/page'))) app.get('/', (context) => context.text(INDEX));
  app.use(async (context, next) => (pages.isReady() ? next() : context.text('reading the journal\n', 503)));
  app.get('/metrics', async (context) => {
    const { incoming, outgoing } = nodePair(context.env);
    await pages.metrics.serve(incoming, outgoing);
    return RESPONSE_ALREADY_SENT;
  });
  serveApi(app, pages.api);
  app.notFound((context) => context.text(`Nothing is served at ${context.req.path}.\n${INDEX}`, 404));
  app.onError((error, context) => {
    pages.failed(context.req.path, error);
    return context.text('The page could not be built; the log has the reason.\n', 500);
  });
  return app;
}

function nodePair(env: HttpBindings): { incoming: IncomingMessage; outgoing: ServerResponse } {
  return { incoming: env.incoming, outgoing: env.outgoing };
}

const INDEX = `hookmeter
/metrics       for Prometheus
/              the live page
/api/report    the report, as JSON
/api/snapshot  all totals, as JSON
/api/…         the rest: docs/openapi.json, served at /api/openapi.json
/healthz       200 while the process lives
/readyz        200 once the journal has been read
`;

function urlOf(address: AddressInfo | string | null, host: string): string {
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
