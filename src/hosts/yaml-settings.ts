// Settings in YAML: read with positions, and changed token by token. What an anchor shares between places is told, since an edit there
// would change all of them.

import {
  type Alias,
  Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseAllDocuments,
  visit,
  type YAMLMap,
} from 'yaml';
import { positionAt } from './edits.ts';
import type { Edit } from './host.ts';

export type ReadYaml =
  | { readonly ok: true; readonly root: YamlValue }
  | { readonly ok: false; readonly message: string };

export interface YamlValue {
  readonly node: unknown;
  readonly file: YamlFile;
  /** Reached through an alias or a merge key, or within what others reach so. */
  readonly isShared: boolean;
}

export interface YamlEntry extends YamlValue {
  readonly key: YamlValue;
  /** The mapping is written as `{key: value}`. */
  readonly isFlow: boolean;
  /** The entry in front of it in the same mapping. */
  readonly before: YamlEntry | undefined;
}

interface YamlFile {
  readonly text: string;
  /** What each alias stands for: looking it up in the document takes as long as the document is. */
  readonly targets: ReadonlyMap<Alias, Node>;
  readonly aliased: ReadonlySet<string>;
}

/** The first document, as Go's parser reads it. */
export function readYaml(text: string): ReadYaml {
  try {
    return readDocument(text);
  } catch (error) {
    // The parser and the walk over what it finds are recursive.
    if (error instanceof RangeError) return { ok: false, message: TOO_DEEP };
    throw error;
  }
}

const TOO_DEEP = 'it nests too deeply';

function readDocument(text: string): ReadYaml {
  const parsed = parseAllDocuments(text);
  const document = 'empty' in parsed ? new Document(null) : (parsed[0] ?? new Document(null));
  const [error] = document.errors;
  if (error !== undefined) {
    const [sentence = ''] = error.message.startsWith('Maximum call stack')
      ? [TOO_DEEP]
      : error.message.split(/ at line \d|\n/);
    return { ok: false, message: `${positionAt(text, error.pos[0])}: ${sentence}` };
  }
  const [anchors, aliased, targets] = [new Map<string, Node>(), new Set<string>(), new Map<Alias, Node>()];
  const unknown: Alias[] = [];
  visit(document, {
    Value: (_, node) => void (node.anchor === undefined || anchors.set(node.anchor, node)),
    Alias: (_, alias) => {
      aliased.add(alias.source);
      const target = anchors.get(alias.source);
      if (target === undefined) unknown.push(alias);
      else targets.set(alias, target);
    },
  });
  const [lost] = unknown;
  if (lost !== undefined) {
    return {
      ok: false,
      message: `${positionAt(text, lost.range?.[0] ?? 0)}: nothing above has the anchor &${lost.source}`,
    };
  }
  const unfolding = unfoldingOf(document.contents, targets);
  if (unfolding !== undefined) return { ok: false, message: unfolding };
  return { ok: true, root: { node: document.contents, file: { text, targets, aliased }, isShared: false } };
}

/** What is wrong with the aliases of a document: a value within itself, or small texts that stand for very many values. */
function unfoldingOf(contents: unknown, targets: YamlFile['targets']): string | undefined {
  const sizes = new Map<unknown, number>();
  const sizeOf = (node: unknown): number => {
    if (isPair(node)) return sizeOf(node.key) + sizeOf(node.value);
    const target = isAlias(node) ? targets.get(node) : node;
    const known = sizes.get(target);
    if (known !== undefined) return known;
    if (!isMap(target) && !isSeq(target)) return 1;
    sizes.set(target, Number.NaN); // until it is known; a sum with it is none
    const size = target.items.reduce((sum: number, item: unknown) => sum + sizeOf(item), 1);
    sizes.set(target, size);
    return size;
  };
  const size = sizeOf(contents);
  if (Number.isNaN(size)) return 'an anchor is within itself';
  return size > MAX_VALUES ? `its aliases stand for more than ${MAX_VALUES.toLocaleString('en')} values` : undefined;
}

const MAX_VALUES = 100_000;

export const isNothing = ({ node }: YamlValue): boolean => node === null || (isScalar(node) && node.value === null);

/** The text of a value that is one. */
export function textOf({ node, file }: YamlValue): string | undefined {
  if (!isScalar(node) || typeof node.value !== 'string') return undefined;
  // A block scalar that the end of the file cuts short has no line end; this parser adds one.
  const isCut = isBlock(node) && rangeOf(node)[1] === file.text.length && !file.text.endsWith('\n');
  return isCut ? node.value.replace(/\n$/, '') : node.value;
}

/** The items of a list; undefined for anything else. */
export const itemsOf = (value: YamlValue): readonly YamlValue[] | undefined =>
  isSeq(value.node) ? value.node.items.map((item) => inside(item, value)) : undefined;

/** The entries of a mapping by key, those of merge keys included; undefined for anything else. */
export function entriesOf(value: YamlValue): ReadonlyMap<string, YamlEntry> | undefined {
  if (!isMap(value.node)) return undefined;
  const own = new Map<string, YamlEntry>();
  const merged = new Map<string, YamlEntry>();
  let before: YamlEntry | undefined;
  for (const pair of value.node.items) {
    const entry = entryOf(pair, value.node, value, before);
    const key = keyOf(entry.key);
    if (key === '<<') for (const [name, inner] of mergedInto(entry)) merged.set(name, inner);
    else own.set(key, entry);
    before = entry;
  }
  return new Map([...merged, ...own]);
}

/** A scalar as it is written, without quotes. */
export const sourceOf = ({ node }: YamlValue): string => (isScalar(node) ? (node.source ?? '') : '');

/** Written with a tag: `!!str "text"`. */
export const isTagged = ({ node }: YamlValue): boolean => isScalar(node) && node.tag !== undefined;

/** Written as `? key`. */
export const isExplicit = ({ key, file }: YamlEntry): boolean => /\?\s+$/.test(file.text.slice(0, startOf(key)));

/** The edit that puts another text in the place of a scalar or of an alias. */
export function replaceText({ node, file }: YamlValue, text: string): Edit {
  const [start, end] = rangeOf(node);
  // The range of a block scalar ends behind its last line; that line end stays.
  const lineEnd = isBlock(node) ? (/\r?\n$/.exec(file.text.slice(start, end))?.[0] ?? '') : '';
  return { offset: start, length: end - start - lineEnd.length, text: quoteYaml(text) };
}

export const startOf = ({ node }: YamlValue): number => rangeOf(node)[0];
export const whereIs = (value: YamlValue): string => positionAt(value.file.text, startOf(value));

/** In double quotes: one line, and the same in every context. */
export const quoteYaml = (text: string): string =>
  JSON.stringify(text).replaceAll(
    /[\u007f-\u00a0\u2028\u2029\ufeff\ufffe\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

const keyOf = ({ node }: YamlValue): string => (isScalar(node) ? String(node.value) : '');

function entryOf(pair: Pair, map: YAMLMap, parent: YamlValue, before: YamlEntry | undefined): YamlEntry {
  const key = inside(pair.key, parent);
  return { ...inside(pair.value, parent), key, isFlow: map.flow === true, before };
}

/** What `<<` brings: the entries of one mapping, or of several, the first of which wins. */
function mergedInto(entry: YamlValue): readonly (readonly [string, YamlEntry])[] {
  const sources = itemsOf(entry) ?? [entry];
  return sources
    .toReversed()
    .flatMap((source) => [...(entriesOf(source) ?? [])])
    .map(([key, inner]) => [key, { ...inner, isShared: true }]);
}

function inside(node: unknown, { file, isShared }: YamlValue): YamlValue {
  if (isAlias(node)) return resolved(node, file);
  const anchor = isMap(node) || isSeq(node) || isScalar(node) ? node.anchor : undefined;
  return { node: node ?? null, file, isShared: isShared || (anchor !== undefined && file.aliased.has(anchor)) };
}

function resolved(alias: Alias, file: YamlFile): YamlValue {
  return { node: file.targets.get(alias) ?? null, file, isShared: true };
}

const isBlock = (node: unknown): boolean =>
  isScalar(node) && (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED');

function rangeOf(node: unknown): readonly [start: number, end: number] {
  const range = isScalar(node) || isMap(node) || isSeq(node) ? node.range : undefined;
  return range === undefined || range === null ? [0, 0] : [range[0], range[1]];
}
