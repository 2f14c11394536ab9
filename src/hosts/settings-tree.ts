// Settings as a tree of values that know where in the text they stand, whether that is JSON or TOML.

import { positionAt } from './edits.ts';
import type { Edit } from './host.ts';

export type SettingsNode = TableNode | ListNode | TextNode | ScalarNode;

interface Stands {
  readonly offset: number;
  /** Of the source; 0 for a table or list that several places make up. */
  readonly length: number;
}

export interface TableNode extends Stands {
  readonly kind: 'table';
  /** In the order of the file, repeated keys included. */
  readonly entries: readonly Entry[];
}
export interface Entry {
  readonly key: string;
  readonly value: SettingsNode;
}
export interface ListNode extends Stands {
  readonly kind: 'list';
  readonly items: readonly SettingsNode[];
}
export interface TextNode extends Stands {
  readonly kind: 'text';
  readonly value: string;
}
/** What is neither of the others; null and dates have no value. */
export interface ScalarNode extends Stands {
  readonly kind: 'scalar';
  readonly value: number | boolean | undefined;
}

export interface Settings {
  readonly text: string;
  readonly root: TableNode;
  /** A string as this format writes it. */
  quote(value: string): string;
}

export type ReadSettings =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly message: string };

/** The value of a key; of a repeated one the last, as JSON.parse has it. */
export const valueAt = (table: TableNode, key: string): SettingsNode | undefined =>
  table.entries.findLast((entry) => entry.key === key)?.value;

export function textAt(table: TableNode, key: string): string | undefined {
  const value = valueAt(table, key);
  return value?.kind === 'text' ? value.value : undefined;
}

export function isTrue(table: TableNode, key: string): boolean {
  const value = valueAt(table, key);
  return value?.kind === 'scalar' && value.value === true;
}

export function isFalse(table: TableNode, key: string): boolean {
  const value = valueAt(table, key);
  return value?.kind === 'scalar' && value.value === false;
}

export function tableAt(table: TableNode, key: string): TableNode | undefined {
  const value = valueAt(table, key);
  return value?.kind === 'table' ? value : undefined;
}

/** The strings of a list; nothing for anything else. */
export function textsAt(table: TableNode, key: string): readonly string[] {
  const value = valueAt(table, key);
  return value?.kind === 'list' ? value.items.flatMap((item) => (item.kind === 'text' ? [item.value] : [])) : [];
}

/** The first of these keys that stands in a table more than once. */
export function repeatedKey(table: TableNode, keys: readonly string[]): string | undefined {
  return keys.find((name) => table.entries.filter(({ key }) => key === name).length > 1);
}

export const replaceNode = ({ offset, length }: Stands, text: string): Edit => ({ offset, length, text });

/** `line 3, column 7: hooks.Stop is a string; an array was expected` */
export const wrongKind = ({ text }: Settings, node: SettingsNode, path: string, expected: string): string =>
  `${positionAt(text, node.offset)}: ${path} is ${nameOf(node)}; ${expected} was expected`;

function nameOf(node: SettingsNode): string {
  switch (node.kind) {
    case 'table':
      return 'an object';
    case 'list':
      return 'an array';
    case 'text':
      return 'a string';
    case 'scalar':
      return node.value === undefined ? 'null' : String(node.value);
  }
}
