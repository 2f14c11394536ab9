// Hooks in settings: events, under each of them handlers, or groups of handlers with a matcher. What a handler starts is read by
// handler.ts; each host says in a Dialect (dialect.ts) what is its own.

import { complain, type Dialect, type Reading } from './dialect.ts';
import { readHandler } from './handler.ts';
import type { Place, ReadHooks, Surroundings } from './host.ts';
import { type ListNode, type SettingsNode, valueAt } from './settings-tree.ts';

export function readHooks(dialect: Dialect, place: Place, text: string, around: Surroundings): ReadHooks {
  const read = dialect.read(text);
  if (!read.ok) return read;
  const reading: Reading = {
    dialect,
    settings: read.settings,
    place,
    around,
    hooks: [],
    posixOnly: [],
    kinds: new Map(),
    problems: [],
  };
  readEvents(reading);
  const [problem] = reading.problems;
  if (problem !== undefined) return { ok: false, message: problem };
  return { ok: true, hooks: reading.hooks, remarks: remarksOn(reading) };
}

function readEvents(reading: Reading): void {
  const { dialect, settings } = reading;
  const hooks = valueAt(settings.root, 'hooks');
  if (hooks === undefined) return;
  if (hooks.kind !== 'table') {
    complain(reading, hooks, 'hooks', 'an object');
    return;
  }
  const events = new Map(hooks.entries.map(({ key, value }) => [key, value]));
  for (const [event, value] of events) {
    if (dialect.notEvents.has(event)) continue;
    const path = `hooks.${event}`;
    if (value.kind !== 'list') complain(reading, value, path, 'an array');
    else for (const [i, item] of value.items.entries()) readItem(reading, event, item, `${path}[${i}]`);
  }
}

/** A group has handlers of its own; where none are expected, the item may be the handler itself. */
function readItem(reading: Reading, event: string, item: SettingsNode, path: string): void {
  if (item.kind !== 'table') {
    complain(reading, item, path, 'an object');
    return;
  }
  const handlers = valueAt(item, 'hooks');
  if (handlers === undefined && !reading.dialect.isGrouped) readHandler(reading, event, item, path);
  if (handlers === undefined) return;
  if (handlers.kind === 'list') readHandlers(reading, event, handlers, `${path}.hooks`);
  else complain(reading, handlers, `${path}.hooks`, 'an array');
}

function readHandlers(reading: Reading, event: string, { items }: ListNode, path: string): void {
  for (const [i, handler] of items.entries()) {
    if (handler.kind === 'table') readHandler(reading, event, handler, `${path}[${i}]`);
    else complain(reading, handler, `${path}[${i}]`, 'an object');
  }
}

function remarksOn({ dialect, settings, place, hooks, posixOnly, kinds }: Reading): readonly string[] {
  const remarks = [...(dialect.remarks?.(settings.root, hooks) ?? [])];
  const count = [...kinds.values()].reduce((sum, each) => sum + each, 0);
  if (count > 0) {
    const listed = Array.from(kinds, ([kind, many]) => `${many} ${kind}`).join(', ');
    const subject = count === 1 ? '1 handler is no command' : `${count} handlers are no commands`;
    remarks.push(`${subject} and cannot be measured: ${listed}`);
  }
  const isShared = place.scope === 'project' && posixOnly.some(({ state }) => state.kind === 'bare');
  if (isShared && dialect.windows !== undefined) remarks.push(windowsRemark(dialect.title, dialect.windows.instead));
  return remarks;
}

const windowsRemark = (title: string, instead: string | undefined): string =>
  `on Windows ${title} takes a shell that cannot read the wrapper: where people use this file there, ${
    instead === undefined ? 'leave it out (--scope user)' : `give its hooks "${instead}" as well`
  }`;
