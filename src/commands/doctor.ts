import { Command } from 'commander';
import { packageVersion } from '../base/package.ts';
import { UserError } from '../base/user-error.ts';
import { type Answer, isSilent } from '../sidecar/answers.ts';
import type { Finding } from './doctor/finding.ts';
import { coloured } from './install.ts';
import { type Context, contextFrom, jsonOption } from './options.ts';
import { emit, say } from './say.ts';
import { surroundings } from './surroundings.ts';

const HELP = `
Looks at the directory, the shim, the hooks of every host, the sidecar and what
the runs say: hooks that are configured and never ran, that cannot be started,
that come near their timeout, that have milliseconds where seconds belong. One
line each, with what to do. Exit code 1 when something is broken.

Examples:
  $ hookmeter doctor
  $ hookmeter doctor --prometheus http://127.0.0.1:9090`;

interface DoctorFlags {
  readonly json?: boolean;
  readonly prometheus?: string;
}

export function doctorCommand(): Command {
  return new Command('doctor')
    .description('check that hooks are measured, and say what is wrong with them')
    .option('--prometheus <url>', 'a Prometheus that should scrape this sidecar (default: $HOOKMETER_PROMETHEUS)')
    .addOption(jsonOption())
    .addHelpText('after', HELP)
    .action(async (flags: DoctorFlags) => {
      const { findingsText } = await import('./doctor/finding.ts');
      const findings = await examine(contextFrom({}), prometheusFrom(flags));
      const isBroken = findings.some(({ level }) => level === 'broken');
      if (flags.json === true) emit(`${JSON.stringify({ ok: !isBroken, findings }, null, 2)}\n`);
      else say(findingsText(findings, { colour: coloured() }));
      if (isBroken) process.exitCode = 1;
    });
}

function prometheusFrom(flags: DoctorFlags): string | undefined {
  const url = flags.prometheus ?? process.env['HOOKMETER_PROMETHEUS'];
  if (url === undefined || url === '') return undefined;
  if (!URL.canParse(url) || !/^https?:/.test(url)) {
    throw new UserError(`--prometheus is ${JSON.stringify(url)}; expected an address such as http://127.0.0.1:9090`);
  }
  return url;
}

async function examine({ places, settings }: Context, prometheus: string | undefined): Promise<readonly Finding[]> {
  const [installation, { checkRuns }, { checkPrometheus }, { hosts }, { survey }, { emptyManifest, readManifest }] =
    await Promise.all([
      import('./doctor/installation.ts'),
      import('./doctor/runs.ts'),
      import('./doctor/prometheus.ts'),
      import('../hosts/registry.ts'),
      import('../hosts/survey.ts'),
      import('../hosts/manifest.ts'),
    ]);
  const [{ stderrLog }, { look }, { journalDurations }, { ask, socketPath }] = await Promise.all([
    import('./log.ts'),
    import('../sidecar/once.ts'),
    import('../sidecar/durations.ts'),
    import('../sidecar/lock.ts'),
  ]);
  const around = surroundings();
  const read = readManifest(places.manifest);
  const manifest = read.ok ? read.manifest : emptyManifest();
  const damaged: readonly Finding[] = read.ok
    ? []
    : [
        {
          check: 'directory',
          level: 'broken',
          message: read.message,
          fix: 'move the file away and run hookmeter install',
        },
      ];
  const answer = await ask(socketPath(places.socket, process.env), 'status');
  const { snapshot } = await look(places, settings, stderrLog('error'));
  const durations = await journalDurations(
    places.journal,
    async () => {},
    ({ key }) => key,
  );
  const url = answer === undefined || answer['url'] === undefined ? undefined : String(answer['url']);
  return [
    installation.checkDirectory(places, around),
    ...damaged,
    installation.checkShim(places, manifest, around),
    ...installation.checkHosts(survey({ hosts: hosts(), scope: undefined }, around, manifest), manifest, around),
    checkSidecar(answer),
    ...(prometheus === undefined ? [] : [await checkPrometheus(prometheus, url)]),
    ...checkRuns({ entries: snapshot.entries, durations, now: snapshot.takenAt }, manifest),
  ];
}

/** Far more than a busy second writes: it does not keep up, or hangs. */
const TOO_FAR_BEHIND_BYTES = 10_000_000;

function checkSidecar(answer: Answer | undefined): Finding {
  const check = 'sidecar';
  if (answer === undefined) {
    const message = 'none is running: runs are recorded and counted later, but /metrics and alerts are off';
    return { check, level: 'warn', message, fix: 'hookmeter service install' };
  }
  if (isSilent(answer)) {
    return {
      check,
      level: 'broken',
      message: 'it holds the directory and does not answer',
      fix: 'restart it; it goes on where it was',
    };
  }
  const version = String(answer['version'] ?? packageVersion());
  if (version !== packageVersion()) {
    const message = `it is version ${version}, this command ${packageVersion()}`;
    return { check, level: 'warn', message, fix: 'restart it' };
  }
  const lag = Number(answer['lagBytes'] ?? 0);
  if (lag > TOO_FAR_BEHIND_BYTES) {
    return {
      check,
      level: 'broken',
      message: `it is ${lag} bytes behind the journal`,
      fix: 'look at its log, and restart it',
    };
  }
  return { check, level: 'ok', message: `${answer['state']}, ${answer['url'] ?? 'not listening yet'}` };
}
