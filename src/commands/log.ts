import { createRequire } from 'node:module';
import type { Logger } from 'pino';
import type { Settings } from '../sidecar/config.ts';

const load = createRequire(import.meta.url);

/**
 * Structured lines on stderr, written at once, so that the last one before a crash is there. The logger comes with the first word that there is
 * to say: most commands say none, and it is a seventh of their time.
 */
export function stderrLog(level: Settings['logLevel']): Logger {
  let made: Logger | undefined;
  const logger = (): Logger => {
    made ??= createLogger(level);
    return made;
  };
  return new Proxy(Object.create(null), { get: (_, key) => Reflect.get(logger(), key) });
}

function createLogger(level: Settings['logLevel']): Logger {
  const { destination, pino }: typeof import('pino') = load('pino');
  const stderr = destination({ fd: 2, sync: true });
  return pino({ level, base: { pid: process.pid }, timestamp: () => `,"time":"${new Date().toISOString()}"` }, stderr);
}
