// What every wrapper has in common: where it looks for the shim, and what it tells it. The forms are in shell-wrapper.ts,
// exec-wrapper.ts and script-wrapper.ts; docs/decisions/0008-install.md says why they look as they do.

import type { WrapOptions } from './host.ts';

/** As a word of a shell: the same on every machine, so that a settings file can be shared and identical hooks stay identical. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: a shell fills it in
export const SHIM = '"${HOOKMETER_DIR:-${XDG_STATE_HOME:-$HOME/.local/state}/hookmeter}/bin/hookmeter-run"';

/** Whether a word of a wrapper names a shim, in this directory or in another. */
export const isShim = (word: string): boolean => word.endsWith('/bin/hookmeter-run');

/** The options as words for the shim, without the closing `--`. */
export function shimOptions({ hook, event, agent, timeout, blockCode, decisions }: WrapOptions): readonly string[] {
  const words = ['--hook', hook, '--event', event];
  if (agent !== undefined) words.push('--agent', agent);
  if (timeout !== undefined) words.push('--timeout', String(timeout));
  if (blockCode !== undefined) words.push('--block-code', String(blockCode));
  if (decisions === true) words.push('--decisions');
  return words;
}

/** What shimOptions wrote; undefined where the words are something else. */
export function parseShimOptions(words: readonly string[]): WrapOptions | undefined {
  const found = new Map<string, string>();
  let decisions = false;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    const value = words[i + 1];
    if (word === '--decisions') {
      decisions = true;
      continue;
    }
    if (!WITH_VALUE.has(word) || value === undefined || found.has(word)) return undefined;
    found.set(word, value);
    i++;
  }
  const hook = found.get('--hook');
  if (hook === undefined) return undefined;
  return {
    hook,
    event: found.get('--event') ?? '',
    agent: found.get('--agent'),
    timeout: numberOf(found.get('--timeout')),
    blockCode: numberOf(found.get('--block-code')),
    ...(decisions ? { decisions } : {}),
  };
}

const WITH_VALUE: ReadonlySet<string> = new Set(['--hook', '--event', '--agent', '--timeout', '--block-code']);
const numberOf = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text));

/** Whether a command goes through the shim, by our wrapper or by hand. */
export const mentionsShim = (command: string): boolean => /\bhookmeter[- ]run\b/.test(command);
