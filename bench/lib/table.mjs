// @ts-check
// The rows as text for a terminal and as Markdown.

/** @typedef {import('./row.mjs').Row} Row */

const HEAD = { what: 'what', ours: 'hookmeter', peer: 'peer', ratio: 'ratio', budget: 'budget', met: 'met' };
const COLUMNS = /** @type {(keyof Row)[]} */ (Object.keys(HEAD));

/** @param {readonly Row[]} rows */
export function plain(rows) {
  const all = [HEAD, ...rows.map((row) => ({ ...row, met: row.met.replaceAll('*', '') }))];
  const widths = COLUMNS.map((column) => Math.max(...all.map((row) => row[column].length)));
  return all
    .map(
      (row) =>
        `${COLUMNS.map((column, i) => row[column].padEnd(widths[i] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

/** @param {{ date: string, commit: string, quick: boolean, cpu: string, memoryGiB: number, kernel: string, load: number[], versions: object, rows: readonly Row[] }} result */
export function markdown({ date, commit, quick, cpu, memoryGiB, kernel, load, versions, rows }) {
  const lines = [HEAD, { ...HEAD, ...Object.fromEntries(COLUMNS.map((column) => [column, '---'])) }, ...rows];
  const table = lines.map((row) => `| ${COLUMNS.map((column) => row[column]).join(' | ')} |`).join('\n');
  const programs = Object.entries(versions).map(([name, version]) => `${name} ${version ?? 'absent'}`);
  return `# Benchmarks of ${commit}, ${date.slice(0, 16).replace('T', ' ')} UTC

${quick ? 'A quick run: too few rounds for numbers to hold on to.\n\n' : ''}${cpu}, ${memoryGiB} GiB, ${kernel}; load at the start ${load.join(', ')}.
${programs.join(' · ')}

Medians, in parentheses the least and the most of all rounds; a ratio is the median of the ratios round by round.
docs/overhead.md says what each row is. The raw rounds are in the JSON file of the same name.

${table}
`;
}
