// lefthook: jobs in lefthook.yml, each a command line for `sh -c` in which lefthook first replaces {staged_files} and the like.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isBalanced, unwrapCommand, type WrappedCommand, wrapCommand } from './command-wrapper.ts';
import { GIT_HOOKS } from './git-hooks.ts';
import { goDuration } from './go-duration.ts';
import type { Edit, FoundHook, HookState, Host, Place, ReadHooks, Scope, Surroundings } from './host.ts';
import { jobsOf, type LefthookJob, WrongShape } from './lefthook-jobs.ts';
import { CMD, riskyTemplate } from './lefthook-templates.ts';
import { mentionsShim } from './wrapper.ts';
import {
  entriesOf,
  isTagged,
  quoteYaml,
  readYaml,
  replaceText,
  startOf,
  textOf,
  type YamlValue,
} from './yaml-settings.ts';

export const lefthook: Host = {
  id: 'lefthook',
  title: 'lefthook',
  agent: 'git',
  places,
  read,
  remarks,
};

function places(around: Surroundings): readonly Place[] {
  return configFiles(around).filter(({ path }) => YAML.test(path));
}

function remarks(around: Surroundings): readonly string[] {
  return configFiles(around)
    .filter(({ path }) => !YAML.test(path))
    .map(({ path }) => `${path}: of lefthook's files, only those in YAML can be changed; its jobs are not measured`);
}

const YAML = /\.ya?ml$/;

/** The first one that exists, as lefthook looks for them. */
function configFiles({ project, env }: Surroundings): readonly Place[] {
  const own = env['LEFTHOOK_CONFIG'];
  const main = own === undefined || own === '' ? firstOf(project, 'lefthook') : join(project, own);
  const local = firstOf(project, 'lefthook-local');
  const place = (scope: Scope, path: string | undefined): Place[] => (path === undefined ? [] : [{ scope, path }]);
  return [...place('project', main), ...place('local', local)];
}

function firstOf(project: string, name: string): string | undefined {
  return ['.yml', '.yaml', '.json', '.jsonc', '.toml']
    .flatMap((extension) => [name, `.${name}`, join('.config', name)].map((path) => join(project, path + extension)))
    .find((path) => existsSync(path));
}

function read(_: Place, text: string): ReadHooks {
  const yaml = readYaml(text);
  if (!yaml.ok) return yaml;
  try {
    return readHooks(yaml.root);
  } catch (error) {
    if (error instanceof WrongShape) return { ok: false, message: error.message };
    throw error;
  }
}

function readHooks(root: YamlValue): ReadHooks {
  const hooks: FoundHook[] = [];
  const remarks: string[] = [];
  for (const [event, value] of entriesOf(root) ?? []) {
    if (!GIT_HOOKS.has(event) && !looksLikeHook(value)) continue;
    const jobs = jobsOf(event, value);
    remarks.push(...jobs.remarks);
    for (const job of jobs.jobs) {
      if (isAround(job))
        remarks.push(`${event}: \`${job.line}\` is measured as the command of lefthook.yml that it contains`);
      else hooks.push(hookOf(event, job));
    }
  }
  for (const key of ['extends', 'remotes']) {
    if (entriesOf(root)?.has(key) === true) remarks.push(`jobs of the files that \`${key}\` names are not measured`);
  }
  return { ok: true, hooks, remarks };
}

const isAround = ({ line }: LefthookJob): boolean => line.includes(CMD) && unwrapCommand(line) === undefined;

/** Hooks may have names of one's own: `lefthook run NAME`. */
function looksLikeHook(value: YamlValue): boolean {
  const entries = entriesOf(value);
  return ['commands', 'jobs', 'scripts'].some((key) => entries?.has(key) === true);
}

function hookOf(event: string, job: LefthookJob): FoundHook {
  const wrapped = unwrapCommand(job.line);
  const original = wrapped?.original ?? job.line;
  const timeout = job.timeout === undefined ? undefined : goDuration(job.timeout);
  return {
    event,
    command: job.script === undefined ? original : `${original} ${job.script}`,
    title: nameOf(job, original) ?? '',
    timeout: timeout === undefined || timeout < SHORTEST ? undefined : timeout,
    blockCode: undefined,
    ...(timeout !== undefined && timeout < SHORTEST ? { lint: `its timeout ${job.timeout} is ${timeout} s` } : {}),
    state: wrapped === undefined ? stateOf(event, job) : wrappedState(event, wrapped),
    change: {
      kind: 'edit',
      wrap: (options) => [
        ...nameEdits(job, original, nameText),
        replaceText(job.value, wrapCommand(original, options)),
      ],
      unwrap: () => [...nameEdits(job, original, () => ''), replaceText(job.value, original)],
    },
  };
}

/** A bare number counts nanoseconds. */
const SHORTEST = 0.001;

function wrappedState(event: string, { original, options, isOpen }: WrappedCommand): HookState {
  const risky = riskyTemplate(event, original);
  if (risky !== undefined) return { kind: 'wrapped', options, danger: { why: whyRisky(risky), isToStay: false } };
  const why = 'its wrapper is of an older hookmeter: through it, the name of a file can run code';
  return { kind: 'wrapped', options, ...(isOpen ? { danger: { why, isToStay: true } } : {}) };
}

const whyRisky = (template: string): string =>
  `lefthook puts the text of ${template} into it as it is, and no wrapper can hold that safely`;

function stateOf(event: string, job: LefthookJob): HookState {
  if (mentionsShim(job.line)) return { kind: 'by_hand' };
  const risky = riskyTemplate(event, job.line);
  if (risky !== undefined) return left(whyRisky(risky));
  if (job.value.isShared) return left('a YAML anchor shares it with other jobs, which would be measured as this one');
  if (job.line.includes('{') && !isBalanced(job.line)) return left('a quote or a parenthesis in it stands alone');
  return { kind: 'bare' };
}

const left = (why: string): HookState => ({ kind: 'left', why, byDefault: false });

/** Where a job has no name, lefthook shows its command: the name that we give it is that. The tag tells it from a name that somebody gave. */
function nameOf({ name }: LefthookJob, original: string): string | undefined {
  return name === undefined || isOurs(name, original) ? undefined : textOf(name);
}

const isOurs = (name: YamlValue, original: string): boolean => isTagged(name) && textOf(name) === original;

function nameEdits(job: LefthookJob, original: string, text: (job: LefthookJob, original: string) => string): Edit[] {
  if (!job.isNamedByCommand) return [];
  const offset = startOf(job.value.key);
  if (job.name === undefined) return [{ offset, length: 0, text: text(job, original) }];
  const { before } = job.value;
  if (!isOurs(job.name, original) || before === undefined || before.node !== job.name.node) return [];
  const start = startOf(before.key);
  return [{ offset: start, length: offset - start, text: text(job, original) }];
}

function nameText({ value }: LefthookJob, original: string): string {
  const { text } = value.file;
  const start = startOf(value.key);
  const indentation = ' '.repeat(start - (text.lastIndexOf('\n', start - 1) + 1));
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  return `name: !!str ${quoteYaml(original)}${value.isFlow ? ', ' : lineEnd + indentation}`;
}
