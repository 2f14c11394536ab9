// Rule files by plain means: how ours are laid out is known, and a YAML parser would be a dependency.

export interface AlertText {
  readonly alert: string;
  readonly text: string;
}

/** Each alerting rule with the lines that belong to it. */
export function alertsIn(text: string): AlertText[] {
  return text
    .split(/^ {6}- alert: /m)
    .slice(1)
    .map((rest) => ({ alert: /^\w+/.exec(rest)?.[0] ?? '', text: rest }));
}

export const recordedIn = (text: string): string[] =>
  Array.from(text.matchAll(/^ {6}- record: (\S+)$/gm), ([, name]) => name ?? '');

/** Names of series in expressions: what has a prefix of ours, beside `up`. */
export function seriesIn(text: string): string[] {
  const expressions = text.matchAll(/^ {8}expr: (?:\|\n((?: {10}.*\n|\n)+)|(.*)\n)/gm);
  return Array.from(expressions, ([, block, line]) => block ?? line ?? '')
    .flatMap((expression) =>
      Array.from(
        expression
          .replace(/"[^"]*"/g, '""')
          .matchAll(/(?<![\w:])(?:up|(?:hook|hookmeter|nodejs|process)[_:][\w:]+)(?=\s*[[{)\s]|$)/gm),
        ([name]) => name,
      ),
    )
    .filter((name) => !LABELS.has(name));
}

const LABELS = new Set(['hook_name', 'hook_event', 'hook_agent', 'hook_project', 'hook_outcome']);
