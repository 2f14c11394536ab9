// @ts-check
// Every subject once per round, the order reversed in every second round, so that neither warming up nor drifting favours one.

/**
 * @template T
 * @typedef {{ readonly name: string, measure(round: number): Promise<T> }} Subject
 */

/**
 * The results of each subject, by name, in the order of the rounds.
 * @template T
 * @param {readonly Subject<T>[]} subjects
 * @param {{ readonly rounds: number, progress(text: string): void }} options
 * @returns {Promise<(name: string) => T[]>}
 */
export async function alternate(subjects, { rounds, progress }) {
  /** @type {Map<string, T[]>} */
  const results = new Map(subjects.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const { name, measure } of round % 2 === 0 ? subjects : subjects.toReversed()) {
      progress(`round ${round + 1} of ${rounds}: ${name}`);
      results.get(name)?.push(await measure(round));
    }
  }
  return (name) => {
    const found = results.get(name);
    if (found === undefined) throw new Error(`no subject is named ${name}`);
    return found;
  };
}
