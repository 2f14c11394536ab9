// `hookmeter service`: the sidecar as a service of this user, kept running by systemd or launchd.

import { lstatSync, mkdirSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Command, Option } from 'commander';
import { writeAtomically } from '../base/atomic-write.ts';
import { UserError } from '../base/user-error.ts';
import type { Answer } from '../sidecar/answers.ts';
import { complain } from './complain.ts';
import { confirmed } from './confirm.ts';
import { type Context, contextFrom, dirOption, jsonOption } from './options.ts';
import { say } from './say.ts';
import { launchd } from './service/launchd.ts';
import { type Found, type Manager, type Outcome, run, runAll, stateOf, type Words } from './service/manager.ts';
import { programHere } from './service/program.ts';
import { systemd } from './service/systemd.ts';

const HELP = `
The service runs \`hookmeter serve\` on the directory. Its settings are in
config.json there; on systemd, variables (OTEL_…, HOOKMETER_TOKEN) can be in
service.env beside it.

Examples:
  $ hookmeter service install
  $ hookmeter service status
  $ hookmeter service uninstall --yes`;

interface Flags {
  readonly dir?: string;
  readonly manager?: Manager['name'];
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly force?: boolean;
  readonly json?: boolean;
}

export function serviceCommand(): Command {
  const install = changing('install', 'write the service, and start it');
  install.addOption(dirOption()).option('--force', 'also over a file that was edited, or that is not from hookmeter');
  const uninstall = changing('uninstall', 'stop the service, and remove what install wrote');
  uninstall.option('--force', 'also where the file was edited');
  const status = new Command('status').description('whether it is installed, runs, and answers').addOption(dirOption());
  status.addOption(managerOption()).addOption(jsonOption());
  return new Command('service')
    .description('run the sidecar as a service of this user: systemd or launchd')
    .addCommand(install.addHelpText('after', example('install --dry-run')).action(installService))
    .addCommand(uninstall.addHelpText('after', example('uninstall --dry-run')).action(uninstallService))
    .addCommand(status.addHelpText('after', example('status --json')).action(serviceStatus))
    .addHelpText('after', HELP);
}

const example = (line: string): string => `\nExample:\n  $ hookmeter service ${line}`;

const changing = (name: string, description: string): Command =>
  new Command(name)
    .description(description)
    .option('--yes', 'do not ask')
    .option('--dry-run', 'show what would be done, and do nothing')
    .addOption(managerOption());

const managerOption = (): Option =>
  new Option('--manager <name>', 'the service manager (default: the one of this system)').choices([
    'systemd',
    'launchd',
  ]);

async function installService(flags: Flags): Promise<void> {
  const { places } = contextOf(flags);
  const manager = managerFor(flags.manager);
  const program = programHere(places.dir);
  const text = manager.describe(program);
  refuseOthers(manager, stateOf(manager.file), flags);
  const holder = await holderOf(places);
  if (holder !== undefined && !run(manager.isActive).ok) {
    throw new UserError(
      `a sidecar runs on ${places.dir} already, with pid ${holder['pid']}; stop that one first, nothing was written`,
    );
  }
  say(`${manager.file}\n\n${indented(text)}\n\n${commandsText(manager.start)}`);
  if (flags.dryRun === true) return say('Nothing was written.\n');
  if (!(await confirmed('Write this file, and start the service?', flagsOf(flags))))
    return say('Nothing was written.\n');
  mkdirSync(dirname(manager.file), { recursive: true });
  writeAtomically(manager.file, text, { durable: true, mode: 0o600 });
  const started = runAll(manager.start, manager.mayFail);
  if (!started.ok) return failed(`${manager.file} is written, but not started`, started, manager.start);
  const answer = await answering(places);
  if (answer === undefined) {
    complain(`the service was started, but does not answer; its log says why: ${manager.log(places)}`);
    process.exitCode = 1;
    return;
  }
  say(`The service runs: ${answer['url']}\n${manager.hint}\n`);
}

async function uninstallService(flags: Flags): Promise<void> {
  const manager = managerFor(flags.manager);
  const found = stateOf(manager.file);
  if (found === 'none') return say(`No service is installed: there is no ${manager.file}\n`);
  refuseOthers(manager, found, flags);
  say(`${manager.file} will be removed\n${commandsText([...manager.stop, ...manager.forget])}`);
  if (flags.dryRun === true) return say('Nothing was removed.\n');
  if (!(await confirmed('Stop the service, and remove this file?', flagsOf(flags))))
    return say('Nothing was removed.\n');
  const stopped = runAll(manager.stop, manager.mayFail);
  rmSync(manager.file);
  removeLink(manager);
  const forgotten = stopped.ok ? runAll(manager.forget) : stopped;
  if (!forgotten.ok)
    return failed('the file is removed, but the service may still run', forgotten, [
      ...manager.stop,
      ...manager.forget,
    ]);
  say('The service is removed. What was measured stays.\n');
}

async function serviceStatus(flags: Flags): Promise<void> {
  const { places } = contextOf(flags);
  const manager = managerFor(flags.manager);
  const [installed, isActive, sidecar] = [stateOf(manager.file), run(manager.isActive), await holderOf(places)];
  const status = { manager: manager.name, file: manager.file, installed, active: isActive.ok, sidecar };
  if (flags.json === true) say(`${JSON.stringify(status, null, 2)}\n`);
  else say(statusText(status, isActive));
  if (installed === 'none' || sidecar?.['state'] !== 'running') process.exitCode = 3;
}

function statusText({ manager, file, installed, sidecar }: Status, isActive: Outcome): string {
  const rows: readonly (readonly [string, string])[] = [
    ['installed', `${INSTALLED[installed]}: ${file}`],
    ['runs', isActive.ok ? `yes, says ${manager}` : `no, says ${isActive.command[0]}: ${isActive.reason}`],
    [
      'answers',
      sidecar === undefined
        ? 'no sidecar holds the directory'
        : `${sidecar['state']}, pid ${sidecar['pid']}, ${sidecar['url']}`,
    ],
  ];
  return rows.map(([name, value]) => `${name.padEnd(10)} ${value}\n`).join('');
}

interface Status {
  readonly manager: string;
  readonly file: string;
  readonly installed: Found;
  readonly sidecar: Answer | undefined;
}

const INSTALLED: Readonly<Record<Found, string>> = {
  none: 'no',
  'as-written': 'yes',
  edited: 'yes, and edited since',
  foreign: 'by somebody else',
};

function managerFor(name: Manager['name'] | undefined): Manager {
  const home = process.env['HOME'] || homedir();
  const wanted = name ?? MANAGERS.get(process.platform);
  if (wanted === 'systemd') return systemd(process.env, home);
  if (wanted === 'launchd') return launchd(home, process.getuid?.() ?? 0);
  throw new UserError(`${process.platform} has no service manager that hookmeter knows; expected linux or darwin`);
}

const MANAGERS: ReadonlyMap<string, Manager['name']> = new Map([
  ['linux', 'systemd'],
  ['darwin', 'launchd'],
]);

/** What somebody else wrote, or changed, is not ours to overwrite or to remove. */
function refuseOthers({ file }: Manager, found: Found, { force, dryRun }: Flags): void {
  if (found === 'none' || found === 'as-written' || force === true || dryRun === true) return;
  const what = found === 'edited' ? 'was edited since it was installed' : 'is not from hookmeter';
  throw new UserError(`${file} ${what}; it stays as it is, unless you say --force`);
}

/** `disable` does it, where systemctl can be reached. */
function removeLink({ name, file }: Manager): void {
  const link = join(dirname(file), 'default.target.wants', 'hookmeter.service');
  if (name === 'systemd' && lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink() === true) rmSync(link);
}

function failed(what: string, { command, reason }: Outcome & { ok: false }, commands: readonly Words[]): void {
  const rest = commands.map((words) => words.join(' ')).join(' && ');
  complain(`${what}: ${command.join(' ')}: ${reason}; where a service manager runs, say: ${rest}`);
  process.exitCode = 1;
}

async function holderOf(places: Context['places']): Promise<Answer | undefined> {
  const { ask, socketPath } = await import('../sidecar/lock.ts');
  return ask(socketPath(places.socket, process.env), 'status');
}

async function answering(places: Context['places']): Promise<Answer | undefined> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const answer = await holderOf(places);
    if (answer?.['state'] === 'running') return answer;
    await delay(100);
  }
  return undefined;
}

const contextOf = ({ dir }: Flags): Context => contextFrom(dir === undefined ? {} : { dir });
const flagsOf = ({ yes }: Flags): { readonly yes: boolean | undefined } => ({ yes });
const indented = (text: string): string => text.trimEnd().replace(/^(?=.)/gm, '  ');
const commandsText = (commands: readonly Words[]): string =>
  `${commands.map((words) => `  $ ${words.join(' ')}\n`).join('')}\n`;
