import { type DestinationStream, destination, type Logger, pino } from 'pino';
import type { Settings } from '../sidecar/config.ts';

/** Structured lines on stderr, written at once, so that the last one before a crash is there. */
export function stderrLog(level: Settings['logLevel']): Logger {
  const stderr: DestinationStream = destination({ fd: 2, sync: true });
  return pino({ level, base: { pid: process.pid }, timestamp: () => `,"time":"${new Date().toISOString()}"` }, stderr);
}
