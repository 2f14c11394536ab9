// @ts-check
// How often `hookmeter compare` is wrong, and what it sees: `npm run build && node bench/compare.mjs [COMPARISONS [good] [kept]
// [wrong]]` prints the tables of docs/baselines.md. Seeded: the same numbers each time.

import { compareHooks } from '../dist/insight/comparison.js';
import { sampleOf } from '../dist/insight/sample.js';
import { randomFrom } from './detection/random.mjs';

const COMPARISONS = Number(process.argv[2] ?? 2000);
const SIGMAS = [0.15, 0.3, 0.6];
const SIZES = [20, 50, 200];
const FACTORS = [1.2, 1.4, 2];
const HOOKS = 20;

/** @typedef {import('../dist/insight/baseline.js').HookBaseline} HookBaseline */
/** @typedef {import('./detection/random.mjs').Random} Random */
/** @typedef {(random: Random, count: number) => Float64Array} Source */

/** Independent lognormal durations, in microseconds. @param {number} sigma @returns {Source} */
const lognormal = (sigma) => (random, count) =>
  Float64Array.from({ length: count }, () => Math.round(100_000 * Math.exp(sigma * random.normal())));

/** Each run is partly as the one before was: waves, as a busy machine makes them. As many of them are slow as of `lognormal`. @param {number} sigma @param {number} memory @returns {Source} */
const waves = (sigma, memory) => (random, count) => {
  let level = random.normal();
  return Float64Array.from({ length: count }, () => {
    level = memory * level + Math.sqrt(1 - memory ** 2) * random.normal();
    return Math.round(100_000 * Math.exp(sigma * level));
  });
};

/** All runs of one side on a machine that is some percent faster or slower than others. @param {number} sigma @param {number} machines @returns {Source} */
const machine = (sigma, machines) => (random, count) => {
  const factor = Math.exp(machines * random.normal());
  return lognormal(sigma)(random, count).map((us) => Math.round(us * factor));
};

/** What is kept of sorted durations. @type {(sorted: Float64Array) => Float64Array} */
let kept = sampleOf;
/** @param {Float64Array} sorted */
const whole = (sorted) => sorted;
const draws = randomFrom(7);
/** @param {Float64Array} sorted */
const drawn = (sorted) =>
  sorted.length <= 1000
    ? sorted
    : Float64Array.from({ length: 1000 }, () => sorted[Math.floor(draws.uniform() * sorted.length)] ?? 0).sort();

/** @param {string} hook @param {Float64Array} us @param {number} [failures] @returns {HookBaseline} */
function hookOf(hook, us, failures = 0) {
  const runs = us.length;
  const outcomes = {
    success: runs - failures,
    blocked: 0,
    failed: failures,
    not_found: 0,
    signaled: 0,
    timed_out: 0,
    lost: 0,
  };
  const durations = us.slice().sort();
  const none = /** @type {import('../dist/base/units.js').Micros} */ (0);
  const sample = kept(durations);
  return { hook, runs, outcomes, from: none, until: none, durations: runs, quantiles: undefined, sample };
}

/** Which hooks are told to have become slower. @typedef {(base: HookBaseline[], head: HookBaseline[]) => boolean[]} Judge */

/** @type {Judge} */
const ours = (base, head) => verdicts(base, head).map((kind) => kind === 'slower');
/** @type {Judge} */
const oursEither = (base, head) => verdicts(base, head).map((kind) => kind === 'slower' || kind === 'faster');
/** @type {Judge} */
const meanAbove = (base, head) => head.map(({ sample }, i) => mean(sample) > 1.2 * mean(base[i]?.sample ?? []));

/** @param {HookBaseline[]} base @param {HookBaseline[]} head */
const verdicts = (base, head) =>
  compareHooks(base, head).hooks.map((hook) => (hook.kind === 'both' ? hook.durations.kind : hook.kind));
/** @param {ArrayLike<number>} values */
const mean = (values) => Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

/**
 * In which share of the comparisons any hook is told to have changed; with a factor, in which the first one is, which has.
 * @param {Judge} judge
 * @param {{ name: string, source: Source, sizes: readonly [number, number], hooks: number, factor?: number, comparisons?: number }} world
 */
function share(judge, { name, source, sizes: [before, after], hooks, factor = 1, comparisons = COMPARISONS }) {
  const random = randomFrom(seedOf(`${name} ${before} ${after} ${hooks} ${factor}`));
  let told = 0;
  for (let i = 0; i < comparisons; i++) {
    const names = Array.from({ length: hooks }, (_, hook) => String(hook).padStart(2, '0'));
    const base = names.map((hook) => hookOf(hook, source(random, before)));
    const head = names.map((hook, place) =>
      hookOf(
        hook,
        source(random, after).map((us) => Math.round(us * (place === 0 ? factor : 1))),
      ),
    );
    const judged = judge(base, head);
    if (factor === 1 ? judged.includes(true) : judged[0] === true) told++;
  }
  return told / comparisons;
}

/** The same world for each judge; another one for each row and column. @param {string} text */
const seedOf = (text) => Array.from(text).reduce((seed, letter) => (seed * 31 + letter.charCodeAt(0)) >>> 0, 7);

/** @param {number} value */
const percent = (value) => `${Number((100 * value).toFixed(value < 0.1 ? 1 : 0))} %`;
/** @param {readonly (string | number)[]} cells */
const row = (cells) => `| ${cells.join(' | ')} |`;

/** @param {string} name @param {Judge} judge @param {Judge} alarm @param {number} hooks */
function table(name, judge, alarm, hooks) {
  for (const count of SIZES) {
    const cells = SIGMAS.flatMap((sigma) => {
      const world = {
        name: `σ ${sigma}`,
        source: lognormal(sigma),
        sizes: /** @type {const} */ ([count, count]),
        hooks,
      };
      return [
        percent(share(alarm, world)),
        ...FACTORS.map((factor) =>
          percent(share(judge, { ...world, factor, comparisons: Math.ceil(COMPARISONS / 4) })),
        ),
      ];
    });
    console.log(row([name, hooks, count, ...cells]));
  }
}

function howGood() {
  const columns = SIGMAS.flatMap((sigma) => [`σ ${sigma}: false`, '+20 %', '+40 %', '+100 %']);
  head(['', 'hooks', 'runs a side', ...columns]);
  for (const hooks of [1, HOOKS]) {
    table('hookmeter', ours, oursEither, hooks);
    table('mean > 1.2 × mean', meanAbove, meanAbove, hooks);
  }
}

function whatIsKept() {
  head([`kept of ${MANY}`, 'runs after', 'false', '+2 %', '+5 %', '+10 %']);
  for (const after of [20, 200, 2000]) {
    const comparisons = Math.ceil(COMPARISONS / 5);
    const sizes = /** @type {const} */ ([MANY, after]);
    const world = { name: 'long', source: lognormal(0.3), sizes, hooks: 1, comparisons };
    for (const [name, keep] of KEEPERS) {
      kept = keep;
      const told = [1, 1.02, 1.05, 1.1].map((factor) => share(factor === 1 ? oursEither : ours, { ...world, factor }));
      console.log(row([name, after, ...told.map(percent)]));
    }
  }
  kept = sampleOf;
}

const MANY = 20_000;
const KEEPERS = /** @type {const} */ ([
  ['all', whole],
  ['1,000 evenly spaced', sampleOf],
  ['1,000 drawn', drawn],
]);

function whereItIsWrong() {
  head(['nothing changed, but', ...SIZES.map((count) => `false at ${count} a side`)]);
  for (const [name, source] of WORLDS) {
    const told = SIZES.map((count) => share(oursEither, { name, source, sizes: [count, count], hooks: 1 }));
    console.log(row([name, ...told.map(percent)]));
  }
}

const WORLDS = /** @type {const} */ ([
  ['runs are independent', lognormal(0.3)],
  ['neighbours are correlated by 0.3', waves(0.3, 0.3)],
  ['neighbours are correlated by 0.6', waves(0.3, 0.6)],
  ['each side has a machine of its own; machines differ by 10 %', machine(0.3, 0.1)],
]);

/** @param {readonly (string | number)[]} cells */
const head = (cells) => console.log(`\n${row(cells)}\n${row(cells.map(() => '---'))}`);

const TABLES = new Map([
  ['good', howGood],
  ['kept', whatIsKept],
  ['wrong', whereItIsWrong],
]);
const wanted = process.argv.slice(3);
for (const [name, print] of TABLES) if (wanted.length === 0 || wanted.includes(name)) print();
