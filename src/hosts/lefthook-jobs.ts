// The jobs of one hook in lefthook.yml: `commands`, `scripts`, and `jobs` with groups of jobs in them.

import {
  entriesOf,
  isExplicit,
  isNothing,
  isTagged,
  itemsOf,
  sourceOf,
  textOf,
  whereIs,
  type YamlEntry,
  type YamlValue,
} from './yaml-settings.ts';

export interface LefthookJob {
  readonly name: YamlValue | undefined;
  /** The entry that holds the command line: `run`, or the `runner` of a script. */
  readonly value: YamlEntry;
  readonly line: string;
  /** The script that the line is to run. */
  readonly script: string | undefined;
  readonly timeout: string | undefined;
  /** lefthook would show the command as its name. */
  readonly isNamedByCommand: boolean;
}

export interface LefthookJobs {
  readonly jobs: readonly LefthookJob[];
  readonly remarks: readonly string[];
}

/** Something that lefthook would not take either; the message holds the position. */
export class WrongShape extends Error {}

/** Throws WrongShape. */
export function jobsOf(event: string, hook: YamlValue): LefthookJobs {
  const found: Found = { jobs: [], remarks: [] };
  if (isNothing(hook)) return found;
  const entries = mapping(hook, event);
  const commands = entries.get('commands');
  for (const [name, command] of commands === undefined ? [] : mapping(commands, 'commands')) {
    addLine(found, event, { name: command.key, fields: mapping(command, name) });
  }
  const scripts = entries.get('scripts');
  for (const [name, script] of scripts === undefined ? [] : mapping(scripts, 'scripts')) {
    addScript(found, event, { name: script.key, fields: mapping(script, name), script: name });
  }
  addJobs(found, event, entries.get('jobs'));
  return found;
}

interface Found {
  readonly jobs: LefthookJob[];
  readonly remarks: string[];
}

interface Fields {
  readonly name: YamlValue | undefined;
  readonly fields: ReadonlyMap<string, YamlEntry>;
}

function addJobs(found: Found, event: string, jobs: YamlValue | undefined): void {
  if (jobs === undefined || isNothing(jobs)) return;
  const items = itemsOf(jobs);
  if (items === undefined) throw wrong(jobs, 'jobs', 'a list');
  for (const item of items) {
    const fields = mapping(item, 'a job');
    const script = text(fields.get('script'), 'script');
    const job = { name: named(fields.get('name')), fields };
    if (script === undefined) addLine(found, event, job);
    else addScript(found, event, { ...job, script });
    const group = fields.get('group');
    if (group !== undefined && !isNothing(group)) addJobs(found, event, mapping(group, 'group').get('jobs'));
  }
}

function addLine(found: Found, event: string, { name, fields }: Fields): void {
  const value = fields.get('run');
  const line = text(value, 'run');
  if (value === undefined || line === undefined || line === '') return;
  if (isExplicit(value)) {
    found.remarks.push(`${event}: \`? run\` at ${whereIs(value.key)} is not measured; write \`run:\``);
    return;
  }
  const isNamedByCommand = name === undefined || isTagged(name);
  found.jobs.push({ name, value, line, script: undefined, timeout: timeoutOf(fields), isNamedByCommand });
}

function addScript(found: Found, event: string, it: Fields & { readonly script: string }): void {
  const value = it.fields.get('runner');
  const line = text(value, 'runner');
  if (value === undefined || line === undefined || line === '') {
    found.remarks.push(`${event}: the script ${it.script} has no \`runner\`, and so no command that can be measured`);
    return;
  }
  const { script } = it;
  const name = it.name ?? it.fields.get('script');
  found.jobs.push({ name, value, line, script, timeout: timeoutOf(it.fields), isNamedByCommand: false });
}

/** An empty name is none. */
const named = (name: YamlEntry | undefined): YamlEntry | undefined =>
  name === undefined || (text(name, 'name') ?? '') === '' ? undefined : name;

function timeoutOf(fields: ReadonlyMap<string, YamlEntry>): string | undefined {
  const timeout = fields.get('timeout');
  return timeout === undefined || isNothing(timeout) ? undefined : sourceOf(timeout);
}

function text(value: YamlValue | undefined, what: string): string | undefined {
  if (value === undefined || isNothing(value)) return undefined;
  const found = textOf(value);
  if (found === undefined) throw wrong(value, what, 'text');
  return found;
}

function mapping(value: YamlValue, what: string): ReadonlyMap<string, YamlEntry> {
  if (isNothing(value)) return new Map();
  const entries = entriesOf(value);
  if (entries === undefined) throw wrong(value, what, 'a mapping');
  return entries;
}

const wrong = (value: YamlValue, what: string, expected: string): WrongShape =>
  new WrongShape(`${whereIs(value)}: ${what} was expected to be ${expected}`);
