import { writeSync } from 'node:fs';
import { Command, Option } from 'commander';
import type { Logger } from 'pino';
import { UserError } from '../base/user-error.ts';
import { complain } from './complain.ts';
import { contextFrom, dirOption, maxEntriesOption } from './options.ts';

const HELP = `
The sidecar follows the journal that the shim writes, keeps metrics.json in the
directory true, and serves
  /              the page, live           /api/report    the report, as JSON
  /metrics       for Prometheus           /api/snapshot  all totals, as JSON
  /healthz       is it alive              /readyz        has it read everything
It may be stopped or killed at any time: the next start reads on where this one
was. SIGTERM and SIGINT end it cleanly.

Settings: flags > HOOKMETER_HOST, HOOKMETER_PORT, … > config.json in the
directory > defaults. Off loopback, set HOOKMETER_TOKEN (Authorization: Bearer)
or HOOKMETER_BASIC_AUTH=user:password.

Example:
  $ hookmeter serve --port 9464
  listening on http://127.0.0.1:9464`;

export function serveCommand(): Command {
  return new Command('serve')
    .description('run the sidecar: count the runs, serve the page and /metrics')
    .addOption(dirOption())
    .option('--host <host>', 'address to listen on (default: 127.0.0.1)')
    .option('--port <port>', 'port to listen on, 0 for any (default: 9464)')
    .option('--otlp', 'also push to an OpenTelemetry receiver; OTEL_EXPORTER_OTLP_ENDPOINT and so on say where')
    .option('--allow-anonymous', 'serve other machines without a token: for a private container network only')
    .option('--allow-hosts <names>', 'further names that the Host header may carry, separated by commas')
    .addOption(maxEntriesOption())
    .option('--retention-days <n>', 'days of journal to keep (default: 90)')
    .option('--retention-bytes <n>', 'bytes of journal to keep (default: 1073741824)')
    .addOption(new Option('--log-level <level>', 'debug, info, warn, error or silent (default: info)'))
    .addHelpText('after', HELP)
    .action(serve);
}

async function serve(flags: Parameters<typeof contextFrom>[0]): Promise<void> {
  const { places, settings } = contextFrom(flags);
  const [{ stderrLog }, { startSidecar }] = await Promise.all([import('./log.ts'), import('../sidecar/sidecar.ts')]);
  const log = stderrLog(settings.logLevel);
  const asked = new Promise<NodeJS.Signals>((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
  const sidecar = await startSidecar(places, settings, log).catch((error: unknown) => {
    if (!mayPass(error)) throw error;
    complain(`${error.message}; the sidecar ends, and may be started again`);
    process.exit(1);
  });
  announce(`listening on ${sidecar.url}\n`, log);
  log.info({ url: sidecar.url, dir: places.dir }, 'listening');
  const displaced = sidecar.displaced.then((message) => ({ message }));
  const why = await Promise.race([asked, displaced]);
  if (typeof why === 'string') log.info({ signal: why }, 'stopping');
  await sidecar.stop();
  if (typeof why !== 'string') throw new UserError(why.message);
  process.exit(0); // rather than wait for a receiver that does not answer the last push
}

/** What may be over by the next start, and then a service manager is to try it: with exit code 2 it would not. */
const mayPass = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && PASSING.has(String(error.code));

const PASSING: ReadonlySet<string> = new Set(
  'EACCES EPERM EROFS ENOSPC EDQUOT EIO EBUSY EAGAIN ENOMEM EMFILE ENFILE ESTALE ETIMEDOUT'.split(' '),
);

/** Not by way of the stream: whoever started the sidecar may have stopped listening, which is no reason to end it. */
function announce(line: string, log: Logger): void {
  try {
    writeSync(1, line);
  } catch (error) {
    log.warn({ err: String(error) }, 'nobody reads stdout');
  }
}
