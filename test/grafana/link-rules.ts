// Where links lead: to dashboards and variables that exist.

import { type Board, type Link, type Panel, shown } from './boards.ts';
import { labelsKeptBy } from './promql.ts';

/** What is wrong with the links of a dashboard among all. */
export function brokenLinks(board: Board, all: readonly Board[]): string[] {
  const own = new Set(board.templating.list.map(({ name }) => name));
  return [
    ...board.links.filter(({ url }) => targetOf(url, all) === undefined).map(({ url }) => `no dashboard at ${url}`),
    ...all
      .filter(({ uid }) => uid !== board.uid && !board.links.some(({ url }) => url === `/d/${uid}`))
      .map(({ uid }) => `no link to ${uid}`),
    ...shown(board).flatMap((panel) => linksIn(panel).flatMap((link) => brokenDataLink(link, panel, own, all))),
  ];
}

function brokenDataLink({ url }: Link, panel: Panel, own: ReadonlySet<string>, all: readonly Board[]): string[] {
  const target = targetOf(url, all);
  if (target === undefined) return [`${panel.title}: no dashboard at ${url}`];
  const there = new Set(target.templating.list.map(({ name }) => name));
  const labels = new Set((panel.targets ?? []).flatMap(({ expr }) => [...labelsKeptBy(expr)]));
  for (const { options } of panel.transformations ?? []) {
    for (const name of Object.keys(options.excludeByName ?? {})) labels.delete(name);
  }
  const passed = namesIn(url, /\$\{(\w+):queryparam\}/g);
  const set = namesIn(url, /[?&]var-(\w+)=/g);
  const fields = namesIn(url, /\$\{__(?:data\.fields|field\.labels)\.(\w+):percentencode\}/g);
  return [
    ...passed.filter((name) => !own.has(name) || !there.has(name)).map((name) => `${panel.title}: variable ${name}`),
    ...set.filter((name) => !there.has(name)).map((name) => `${panel.title}: no variable ${name} at ${target.uid}`),
    ...fields.filter((name) => !labels.has(name)).map((name) => `${panel.title}: no label ${name}`),
  ];
}

const targetOf = (url: string, all: readonly Board[]): Board | undefined => {
  const [, uid] = /^\/d\/([\w-]+)(?:\?|$)/.exec(url) ?? [];
  return all.find((board) => board.uid === uid);
};

const namesIn = (text: string, pattern: RegExp): string[] =>
  Array.from(text.matchAll(pattern), ([, name = '']) => name);

function linksIn({ fieldConfig: { defaults, overrides } }: Panel): Link[] {
  const set = overrides.flatMap(({ properties }) =>
    properties.filter(({ id }) => id === 'links').map(({ value }) => value),
  );
  return [...(defaults.links ?? []), ...set.flatMap((value) => (isLinks(value) ? value : []))];
}

const isLinks = (value: unknown): value is Link[] =>
  Array.isArray(value) && value.every((link) => typeof link?.url === 'string');
