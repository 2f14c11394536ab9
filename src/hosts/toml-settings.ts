// Settings in TOML: tables that are written in several places become one tree.

import { type AST, ParseError, parseTOML } from 'toml-eslint-parser';
import { positionAt } from './edits.ts';
import type { ListNode, ReadSettings, SettingsNode, TableNode } from './settings-tree.ts';

export function readToml(text: string): ReadSettings {
  const start = text.startsWith('\uFEFF') ? 1 : 0;
  try {
    const root = treeOf(parseTOML(text.slice(start)), start);
    return { ok: true, settings: { text, root, quote: quoteToml } };
  } catch (error) {
    if (!(error instanceof ParseError)) return { ok: false, message: 'line 1, column 1: it nests too deeply' };
    const sentence = error.message.charAt(0).toLowerCase() + error.message.slice(1);
    return { ok: false, message: `${positionAt(text, error.index + start)}: ${sentence}` };
  }
}

/** As a basic string on one line. What JSON escapes, TOML escapes the same way, but for one more control character. */
export const quoteToml = (value: string): string => JSON.stringify(value).replaceAll('\u007F', '\\u007F');

type Key = string | number;
type Table = {
  -readonly [K in keyof TableNode]: K extends 'entries' ? { key: string; value: SettingsNode }[] : TableNode[K];
};
type List = { -readonly [K in keyof ListNode]: K extends 'items' ? SettingsNode[] : ListNode[K] };

function treeOf(program: AST.TOMLProgram, start: number): TableNode {
  const builder = new TreeBuilder(start);
  const [top] = program.body;
  for (const part of top.body) {
    if (part.type === 'TOMLKeyValue') builder.put([], part);
    else {
      builder.open(part.resolvedKey, part.range[0]);
      for (const pair of part.body) builder.put(part.resolvedKey, pair);
    }
  }
  return builder.root;
}

class TreeBuilder {
  readonly root: Table = { kind: 'table', offset: 0, length: 0, entries: [] };
  readonly #start: number;
  /** By path; what several headers name is there once. */
  readonly #made = new Map<string, Table | List>([['[]', this.root]]);

  constructor(start: number) {
    this.#start = start;
  }

  /** The table at a path, made with everything above it where it is new. */
  open(path: readonly Key[], offset: number): Table | List {
    const known = this.#made.get(JSON.stringify(path));
    if (known !== undefined) return known;
    return this.#make(path, offset, 'table');
  }

  put(path: readonly Key[], { key, value }: AST.TOMLKeyValue): void {
    const keys = key.keys.map((part) => (part.type === 'TOMLBare' ? part.name : part.value));
    const last = keys.pop() ?? '';
    const table = this.open([...path, ...keys], key.range[0]);
    if (table.kind === 'table') table.entries.push({ key: last, value: this.#node(value) });
  }

  #make(path: readonly Key[], offset: number, kind: 'table' | 'list'): Table | List {
    const at = offset + this.#start;
    const made: Table | List =
      kind === 'table' ? { kind, offset: at, length: 0, entries: [] } : { kind, offset: at, length: 0, items: [] };
    const last = path.at(-1);
    const above = path.slice(0, -1);
    const known = this.#made.get(JSON.stringify(above));
    const parent = known ?? this.#make(above, offset, typeof last === 'number' ? 'list' : 'table');
    if (parent.kind === 'list') parent.items.push(made);
    else parent.entries.push({ key: String(last), value: made });
    this.#made.set(JSON.stringify(path), made);
    return made;
  }

  #node(value: AST.TOMLContentNode): SettingsNode {
    const [from, to] = value.range;
    const stands = { offset: from + this.#start, length: to - from };
    if (value.type === 'TOMLArray') {
      return { kind: 'list', ...stands, items: value.elements.map((element) => this.#node(element)) };
    }
    if (value.type === 'TOMLInlineTable') {
      const inner = new TreeBuilder(this.#start);
      for (const pair of value.body) inner.put([], pair);
      return { ...inner.root, ...stands };
    }
    if (value.kind === 'string') return { kind: 'text', ...stands, value: value.value };
    const scalar = typeof value.value === 'number' || typeof value.value === 'boolean' ? value.value : undefined;
    return { kind: 'scalar', ...stands, value: scalar };
  }
}
