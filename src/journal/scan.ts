// Reads the layout that the shim writes straight from the bytes: three times as fast as decoding and JSON.parse, which is what
// lets a sidecar that was away for a million lines be back within about the time that reading them takes. Whatever is not
// exactly that layout is left to parseLine, and a test holds the two equal on every line.

import { micros } from '../base/units.ts';
import { LATEST } from './fields.ts';
import { MAX_LINE_BYTES, parseLine } from './lines.ts';
import { type Identity, identityOf, type JournalRecord } from './record.ts';
import { finishHash, HIGH_SEED, LOW_SEED, mixHigh, mixLow, type RunHash } from './run-hash.ts';

/** A class because its fields are the registers of the hottest loop there is. */
export class LineScanner {
  /** After a successful scan: the index behind the line's newline. */
  position = 0;
  #bytes: Uint8Array = new Uint8Array(0);
  /** The same bytes, to be read four at a time. */
  #words = wordsOf(this.#bytes);
  readonly #host = lastWord();
  readonly #decision = lastWord();
  readonly #identities = new Map<number, KnownNames>();

  /** The record of the line that begins at `start`, or undefined where it is not wholly there or not in the shim's layout. */
  scan(bytes: Uint8Array, start: number): JournalRecord | undefined {
    this.#goTo(bytes, start);
    if (!this.#literal(OPENING)) return undefined;
    const isEnd = bytes[this.position] === LETTER_E;
    if (!this.#literal(isEnd ? END : START)) return undefined;
    const run = this.#run();
    if (run === undefined) return undefined;
    const identity = this.#identity();
    if (identity === undefined) return undefined;
    const record = isEnd ? this.#end(run, identity) : this.#start(run, identity);
    return this.position - start - 1 > MAX_LINE_BYTES ? undefined : record;
  }

  /** Teaches the scanner the names in a line that parseLine has understood, so that the next such line is quick. */
  learn(line: string, identity: Identity): void {
    const [, names, hook, event, agent, project] = NAMES.exec(line) ?? [];
    if (names === undefined || hook === undefined) return;
    // A field that is there twice has its last value, wherever that stands.
    if (identityOf(hook, event, agent, project).key !== identity.key) return;
    const bytes = Buffer.from(names);
    this.#goTo(Buffer.concat([bytes, AT]), 0);
    const hash = this.#names();
    if (hash === undefined) return;
    if (this.#identities.size >= MOST_NAMES) this.#identities.clear();
    this.#identities.set(hash, { bytes, words: wordsOf(bytes), identity });
  }

  #goTo(bytes: Uint8Array, position: number): void {
    if (bytes !== this.#bytes) {
      this.#bytes = bytes;
      this.#words = wordsOf(bytes);
    }
    this.position = position;
  }

  #end(run: RunHash, identity: Identity): JournalRecord | undefined {
    const at = this.#whole(LATEST);
    if (at === undefined || !this.#literal(US)) return undefined;
    const us = this.#whole(LONGEST_SCANNED);
    if (us === undefined || !this.#literal(USER)) return undefined;
    const user = this.#thousandths();
    if (user === undefined || !this.#literal(SYS)) return undefined;
    const sys = this.#thousandths();
    if (sys === undefined || !this.#literal(CODE)) return undefined;
    const code = this.#whole(255);
    if (code === undefined) return undefined;
    const signal = this.#optional(SIGNAL, 128);
    const timeout = this.#optional(TIMEOUT, LONGEST_TIMEOUT);
    if (signal === 0 || timeout === 0) return undefined;
    const decision = this.#literal(DECISION) ? this.#word(this.#decision) : undefined;
    if (!this.#literal(decision === undefined ? CLOSING : CLOSING_WORD)) return undefined;
    return {
      kind: 'end',
      run,
      identity,
      at: micros(at),
      us: micros(us),
      user: micros(user),
      sys: micros(sys),
      code,
      signal,
      decision,
      timeout: timeout === undefined ? undefined : micros(timeout * 1e6),
    };
  }

  #start(run: RunHash, identity: Identity): JournalRecord | undefined {
    const at = this.#whole(LATEST);
    if (at === undefined || !this.#literal(PID)) return undefined;
    const pid = this.#whole(2 ** 32);
    if (pid === undefined || !this.#literal(HOST)) return undefined;
    const host = this.#word(this.#host);
    if (host === undefined || !this.#literal(QUOTE_MARK)) return undefined;
    const timeout = this.#optional(TIMEOUT, LONGEST_TIMEOUT);
    if (timeout === 0 || !this.#literal(CLOSING)) return undefined;
    const seconds = timeout === undefined ? undefined : micros(timeout * 1e6);
    return { kind: 'start', run, identity, at: micros(at), pid, host, timeout: seconds };
  }

  #run(): RunHash | undefined {
    const bytes = this.#bytes;
    const first = this.position;
    let at = first;
    let high = HIGH_SEED;
    let low = LOW_SEED;
    for (; at < bytes.length; at++) {
      const byte = bytes[at] ?? 0;
      if (PLAIN[byte] !== 1) break;
      high = mixHigh(high, byte);
      low = mixLow(low, byte);
    }
    this.position = at;
    if (at === first || !this.#literal(AFTER_RUN)) return undefined;
    return finishHash(high, low, at - first);
  }

  /** Up to a quote. Nearly always what the last line had in that place, and then the same string. */
  #word(last: LastWord): string | undefined {
    const bytes = this.#bytes;
    const first = this.position;
    let at = first;
    while (at < bytes.length && PLAIN[bytes[at] ?? 0] === 1) at++;
    if (at === first) return undefined;
    this.position = at;
    if (!sameBytes(last.bytes, bytes, first, at)) {
      last.bytes = bytes.slice(first, at);
      last.text = Buffer.from(last.bytes).toString('latin1');
    }
    return last.text;
  }

  #identity(): Identity | undefined {
    const first = this.position;
    const hash = this.#names();
    if (hash === undefined) return undefined;
    const known = this.#identities.get(hash);
    if (known === undefined || !this.#holds(known, first)) return undefined;
    return this.#literal(AT) ? known.identity : undefined;
  }

  /** Goes from `"hook":` to `,"at":`, which no name can contain: inside a JSON string its quotes are escaped. The hash of all between. */
  #names(): number | undefined {
    const bytes = this.#bytes;
    const words = this.#words;
    const last = bytes.length - 4;
    let hash = 0;
    for (let at = this.position; at <= last; ) {
      const word = words.getInt32(at, true);
      if (!holds(word, COMMAS) && !holds(word, NEWLINES)) {
        hash = (Math.imul(hash, 31) + word) | 0;
        at += 4;
        continue;
      }
      for (const end = at + 4; at < end; at++) {
        const byte = bytes[at] ?? NEWLINE;
        if (byte === NEWLINE) return undefined;
        if (byte === COMMA && bytes[at + 2] === LETTER_A && bytes[at + 3] === LETTER_T && bytes[at + 4] === QUOTE) {
          this.position = at;
          return hash;
        }
        hash = (Math.imul(hash, 31) + byte) | 0;
      }
    }
    return undefined;
  }

  /** Whether what was read since `first` are these names. */
  #holds({ bytes: known, words: knownWords }: KnownNames, first: number): boolean {
    if (known.length !== this.position - first) return false;
    const words = this.#words;
    const whole = known.length & ~3;
    for (let i = 0; i < whole; i += 4) if (knownWords.getInt32(i) !== words.getInt32(first + i)) return false;
    for (let i = whole; i < known.length; i++) if (known[i] !== this.#bytes[first + i]) return false;
    return true;
  }

  #literal(literal: Uint8Array): boolean {
    const bytes = this.#bytes;
    const { position } = this;
    for (let i = 0; i < literal.length; i++) if (bytes[position + i] !== literal[i]) return false;
    this.position = position + literal.length;
    return true;
  }

  /** A JSON whole number, or undefined: none, one with a leading zero, or one that is too large. */
  #whole(most: number): number | undefined {
    const first = this.position;
    const value = this.#digits(16);
    const length = this.position - first;
    if (length === 0 || value > most || (length > 1 && this.#bytes[first] === ZERO)) return undefined;
    return value;
  }

  /** The number behind a literal: undefined where the literal is absent, 0 where there is no usable number. */
  #optional(literal: Uint8Array, most: number): number | undefined {
    return this.#literal(literal) ? (this.#whole(most) ?? 0) : undefined;
  }

  /** Seconds with exactly three decimals, in microseconds. */
  #thousandths(): number | undefined {
    const first = this.position;
    const whole = this.#digits(7);
    if (this.position === first || this.#bytes[this.position] !== POINT) return undefined;
    const fractionStart = ++this.position;
    const fraction = this.#digits(3);
    return this.position === fractionStart + 3 ? whole * 1_000_000 + fraction * 1000 : undefined;
  }

  #digits(most: number): number {
    const bytes = this.#bytes;
    let value = 0;
    let at = this.position;
    for (const end = at + most; at < end; at++) {
      const digit = (bytes[at] ?? 0) - ZERO;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    this.position = at;
    return value;
  }
}

/** For a line that a scanner could not read: what parseLine makes of it, and the scanner learns its names. */
export function parseAndLearn(scanner: LineScanner, line: string): ReturnType<typeof parseLine> {
  const parsed = parseLine(line);
  if (parsed.ok && 'identity' in parsed.record) scanner.learn(line, parsed.record.identity);
  return parsed;
}

interface LastWord {
  bytes: Uint8Array;
  text: string;
}

const lastWord = (): LastWord => ({ bytes: new Uint8Array(0), text: '' });

interface KnownNames {
  readonly bytes: Uint8Array;
  readonly words: DataView;
  readonly identity: Identity;
}

const MOST_NAMES = 20_000;
const LONGEST_SCANNED = 31_622_400_000_000; // a year, as in parseLine
const LONGEST_TIMEOUT = 31_622_400;

/** The names in the shim's order and nothing else, so that equal bytes mean an equal identity. */
const NAMES =
  /^\{"v":1,"kind":"(?:start|end)","run":"[\w.-]+",("hook":"([^"\\]+)"(?:,"event":"([^"\\]*)")?(?:,"agent":"([^"\\]*)")?(?:,"project":"([^"\\]*)")?),"at":/;

const [ZERO, POINT, COMMA, QUOTE, NEWLINE, LETTER_A, LETTER_E, LETTER_T] = [48, 46, 44, 34, 10, 97, 101, 116];
const OPENING = Buffer.from('{"v":1,"kind":"');
const START = Buffer.from('start","run":"');
const END = Buffer.from('end","run":"');
const AFTER_RUN = Buffer.from('",');
const AT = Buffer.from(',"at":');
const US = Buffer.from(',"us":');
const USER = Buffer.from(',"user":"');
const SYS = Buffer.from('","sys":"');
const CODE = Buffer.from('","code":');
const SIGNAL = Buffer.from(',"signal":');
const TIMEOUT = Buffer.from(',"timeout":');
const PID = Buffer.from(',"pid":');
const HOST = Buffer.from(',"host":"');
const QUOTE_MARK = Buffer.from('"');
const DECISION = Buffer.from(',"decision":"');
const CLOSING = Buffer.from('}\n');
const CLOSING_WORD = Buffer.from('"}\n');

/** 1 for a letter, a digit, `.`, `_` and `-`. */
const PLAIN = new Uint8Array(256);
for (const byte of Buffer.from('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-')) PLAIN[byte] = 1;

const wordsOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Whether one of four bytes is a certain one, given four times. https://graphics.stanford.edu/~seander/bithacks.html#ZeroInWord */
function holds(word: number, fourTimes: number): boolean {
  const zero = word ^ fourTimes;
  return ((zero - 0x01010101) & ~zero & 0x80808080) !== 0;
}
const [COMMAS, NEWLINES] = [0x2c2c2c2c, 0x0a0a0a0a];

function sameBytes(known: Uint8Array, bytes: Uint8Array, first: number, end: number): boolean {
  if (known.length !== end - first) return false;
  for (let i = 0; i < known.length; i++) if (known[i] !== bytes[first + i]) return false;
  return true;
}
