// A line on the terminal that says how far long work has come. Nothing where nobody looks, and nothing for short work.

export interface Progress {
  /** How much is done by now. */
  at(bytes: number, files: number): void;
  /** Takes the line away. */
  end(): void;
}

export interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Before this there is nothing to wait for. */
const FIRST_MS = 500;
const EACH_MS = 100;

/** `verb` begins the line: `reading 43 % of 2.8 GB, 12 of 95 files, 310 MB/s`. Only \r and spaces: every terminal understands those. */
export function createProgress(
  terminal: Terminal,
  verb: string,
  total: { readonly bytes: number; readonly files: number },
  now: () => number = () => performance.now(),
): Progress {
  if (terminal.isTTY !== true) return { at: () => {}, end: () => {} };
  const began = now();
  let next = began + FIRST_MS;
  let shown = 0;

  function show(line: string): void {
    const text = line.slice(0, Math.max(0, (terminal.columns || 80) - 1));
    terminal.write(`\r${text.padEnd(shown)}${text.length < shown ? `\r${text}` : ''}`);
    shown = text.length;
  }

  return {
    at(bytes, files) {
      const at = now();
      if (at < next) return;
      next = at + EACH_MS;
      const percent = total.bytes === 0 ? 100 : Math.min(100, Math.floor((bytes / total.bytes) * 100));
      const rate = bytes / ((at - began) / 1e3);
      show(`${verb} ${percent} % of ${amount(total.bytes)}, ${files} of ${total.files} files, ${amount(rate)}/s`);
    },
    end() {
      if (shown > 0) terminal.write(`\r${' '.repeat(shown)}\r`);
      shown = 0;
    },
  };
}

/** `2.8 GB`, as disks are sold. */
export function amount(bytes: number): string {
  const [divisor, unit] = bytes >= 1e9 ? [1e9, 'GB'] : bytes >= 1e6 ? [1e6, 'MB'] : [1e3, 'kB'];
  const value = bytes / divisor;
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}
