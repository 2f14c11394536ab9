// Which names somebody may have meant.

const FURTHEST = 2;
const MOST = 5;

/** Names that hold the asked one, or differ from it in at most two letters; the nearest first, at most five. */
export function nearNames(asked: string, names: readonly string[]): readonly string[] {
  const plain = asked.replaceAll('*', '').toLowerCase();
  if (plain === '') return [];
  return names
    .map((name) => ({ name, far: distance(plain, name.toLowerCase()) }))
    .filter(({ far }) => far <= FURTHEST)
    .sort((a, b) => a.far - b.far || (a.name < b.name ? -1 : 1))
    .slice(0, MOST)
    .map(({ name }) => name);
}

/** Letters to add, drop or change (Levenshtein, 1966); 1 where one holds the other. Further than two is as good as never. */
function distance(a: string, b: string): number {
  if (a.length >= 3 && b.includes(a)) return 1;
  if (Math.abs(a.length - b.length) > FURTHEST) return Number.POSITIVE_INFINITY;
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (const [i, letter] of [...a].entries()) {
    const row = [i + 1];
    for (const [j, other] of [...b].entries()) {
      const changed = (above[j] ?? 0) + (letter === other ? 0 : 1);
      row.push(Math.min(changed, (above[j + 1] ?? 0) + 1, (row[j] ?? 0) + 1));
    }
    above = row;
  }
  return above.at(-1) ?? 0;
}
