// Settings in JSON, with comments and trailing commas where people write them. Not recursive: nothing nests too deeply for it.

import { createScanner, type JSONScanner } from 'jsonc-parser';
import { positionAt } from './edits.ts';
import type { Entry, ReadSettings, SettingsNode, TableNode } from './settings-tree.ts';

/**
 * An empty text, or one of white space, has an empty object. Only under KEPT is there more than the top level.
 */
export function readJson(text: string): ReadSettings {
  const reader = new JsonReader(text);
  const read = reader.read();
  if (typeof read === 'string') return { ok: false, message: read };
  if (read?.kind === 'table') return { ok: true, settings: { text, root: read, quote: JSON.stringify } };
  if (read === undefined) return { ok: true, settings: { text, root: NOTHING, quote: JSON.stringify } };
  return { ok: false, message: `${positionAt(text, read.offset)}: the file holds no object, and { was expected` };
}

const NOTHING: TableNode = { kind: 'table', offset: 0, length: 0, entries: [] };

/** Numbers of jsonc-parser's SyntaxKind, which is no value at run time for this compiler. */
const TOKEN = {
  openBrace: 1,
  closeBrace: 2,
  openBracket: 3,
  closeBracket: 4,
  comma: 5,
  colon: 6,
  null: 7,
  true: 8,
  false: 9,
  string: 10,
  number: 11,
  end: 17,
} as const;

type Expected = 'value' | 'value or ]' | ', or ]' | 'key or }' | 'colon' | ', or }' | 'end';

type Open =
  | { readonly kind: 'table'; readonly offset: number; readonly entries: Entry[]; key: string }
  | { readonly kind: 'list'; readonly offset: number; readonly items: SettingsNode[] };

class JsonReader {
  readonly #text: string;
  readonly #scanner: JSONScanner;
  readonly #open: Open[] = [];
  #expected: Expected = 'value';
  #root: SettingsNode | undefined;

  constructor(text: string) {
    this.#text = text;
    this.#scanner = createScanner(text, true);
    if (text.startsWith('\uFEFF')) this.#scanner.setPosition(1);
  }

  /** The value; undefined where there is none, and a sentence where it cannot be read. */
  read(): SettingsNode | string | undefined {
    for (;;) {
      const token: number = this.#scanner.scan();
      if (token === TOKEN.end) return this.#atEnd();
      if (this.#scanner.getTokenError() !== 0) return this.#complaint(BROKEN[this.#scanner.getTokenError()]);
      if (!this.#take(token)) return this.#complaint(undefined);
    }
  }

  #atEnd(): SettingsNode | string | undefined {
    const isWhole = this.#root !== undefined || (this.#open.length === 0 && this.#expected === 'value');
    return isWhole ? this.#root : this.#complaint(undefined);
  }

  #complaint(broken: string | undefined): string {
    const offset = this.#scanner.getTokenOffset();
    const found = this.#text.slice(offset, offset + Math.min(this.#scanner.getTokenLength(), 20));
    const what = broken ?? `${WORDS[this.#expected]} was expected`;
    const instead = broken !== undefined ? '' : found === '' ? ', but the file ends' : `, but there is ${found}`;
    return `${positionAt(this.#text, offset)}: ${what}${instead.replaceAll(/\s+/g, ' ')}`;
  }

  /** Whether this token may stand here. */
  #take(token: number): boolean {
    switch (this.#expected) {
      case 'value':
        return this.#value(token);
      case 'value or ]':
        return token === TOKEN.closeBracket ? this.#close('list') : this.#value(token);
      case ', or ]':
        if (token === TOKEN.closeBracket) return this.#close('list');
        return this.#move(token === TOKEN.comma, 'value or ]');
      case 'key or }':
        return token === TOKEN.closeBrace ? this.#close('table') : this.#key(token);
      case 'colon':
        return this.#move(token === TOKEN.colon, 'value');
      case ', or }':
        if (token === TOKEN.closeBrace) return this.#close('table');
        return this.#move(token === TOKEN.comma, 'key or }');
      case 'end':
        return false;
    }
  }

  #move(isRight: boolean, next: Expected): boolean {
    if (isRight) this.#expected = next;
    return isRight;
  }

  #key(token: number): boolean {
    const open = this.#open.at(-1);
    if (token !== TOKEN.string || open?.kind !== 'table') return false;
    open.key = this.#scanner.getTokenValue();
    this.#expected = 'colon';
    return true;
  }

  #value(token: number): boolean {
    const scanner = this.#scanner;
    const offset = scanner.getTokenOffset();
    const length = scanner.getTokenLength();
    switch (token) {
      case TOKEN.openBrace:
        this.#open.push({ kind: 'table', offset, entries: [], key: '' });
        this.#expected = 'key or }';
        return true;
      case TOKEN.openBracket:
        this.#open.push({ kind: 'list', offset, items: [] });
        this.#expected = 'value or ]';
        return true;
      case TOKEN.string:
        return this.#add({ kind: 'text', offset, length, value: scanner.getTokenValue() });
      case TOKEN.number:
        return this.#add({ kind: 'scalar', offset, length, value: Number(scanner.getTokenValue()) });
      case TOKEN.true:
      case TOKEN.false:
        return this.#add({ kind: 'scalar', offset, length, value: token === TOKEN.true });
      case TOKEN.null:
        return this.#add({ kind: 'scalar', offset, length, value: undefined });
      default:
        return false;
    }
  }

  #close(kind: Open['kind']): boolean {
    const open = this.#open.pop();
    if (open?.kind !== kind) return false;
    const { offset } = open;
    const length = this.#scanner.getTokenOffset() + 1 - offset;
    // No spread: that took half of the time that large settings take.
    return this.#add(
      open.kind === 'table'
        ? { kind: 'table', offset, length, entries: open.entries }
        : { kind: 'list', offset, length, items: open.items },
    );
  }

  #add(node: SettingsNode): boolean {
    const open = this.#open.at(-1);
    if (open === undefined) this.#root = node;
    else if (open.kind === 'table' && this.#isKept()) open.entries.push({ key: open.key, value: node });
    else if (open.kind === 'list' && this.#isKept()) open.items.push(node);
    this.#expected = open === undefined ? 'end' : open.kind === 'list' ? ', or ]' : ', or }';
    return true;
  }

  /** What is deep under other keys than ours is only looked through: settings may be large. */
  #isKept(): boolean {
    const [top] = this.#open;
    return this.#open.length === 1 || (top?.kind === 'table' && KEPT.has(top.key));
  }
}

/** Keys at the top under which anybody looks here. */
const KEPT: ReadonlySet<string> = new Set(['hooks', 'hooksConfig', 'features', 'plugins']);

const WORDS: Readonly<Record<Expected, string>> = {
  value: 'a value',
  'value or ]': 'a value or ]',
  ', or ]': 'a comma or ]',
  'key or }': 'a key in double quotes or }',
  colon: 'a colon',
  ', or }': 'a comma or }',
  end: 'the end of the file',
};

/** By jsonc-parser's ScanError. */
const BROKEN: Readonly<Record<number, string>> = {
  1: 'a comment does not end',
  2: 'a string does not end on its line',
  3: 'a number does not end',
  4: 'a \\u escape is not four hexadecimal digits',
  5: 'a backslash stands before a character that has no escape',
  6: 'a control character stands in a string, and an escape was expected',
};
