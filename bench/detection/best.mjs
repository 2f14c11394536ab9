// @ts-check
// The best that anyone could do, knowing the hook's mean and spread and the size of the change, with the false alarms that the goal allows.

import { randomFrom } from './random.mjs';

/**
 * Knowing also when the change came, by a z test that looks once, at the end: the chance that a shift of `deviations` standard deviations of one run is found in `runs` runs.
 * @param {number} runs @param {number} deviations @param {number} perDay
 */
export function within(runs, deviations, perDay) {
  const looks = (30 * perDay) / Math.min(runs, 30 * perDay);
  const threshold = quantile(1 - ALLOWED / looks);
  return cumulative(deviations * Math.sqrt(runs) - threshold);
}

/**
 * Without knowing when: the chance of Page's CUSUM, which no other rule beats (Moustakides, 1986). Its limit is from Siegmund's
 * approximation of the runs between false alarms (Sequential Analysis, 1985, eq. 2.52); the chance from 4,000 histories.
 * @param {number} runs @param {number} deviations @param {number} perDay
 */
export function sequentially(runs, deviations, perDay) {
  const between = (30 * perDay) / ALLOWED;
  let [low, high] = [0, 60];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    const exponent = deviations * (middle + 1.166);
    if ((Math.exp(exponent) - exponent - 1) / (deviations ** 2 / 2) < between) low = middle;
    else high = middle;
  }
  const random = randomFrom(4_000);
  let found = 0;
  for (let history = 0; history < 4_000; history++) {
    let sum = 0;
    for (let i = 0; i < runs && sum < high; i++) sum = Math.max(0, sum + random.normal() + deviations / 2);
    if (sum >= high) found++;
  }
  return found / 4_000;
}

/** False alarms per hook-month. */
const ALLOWED = 0.05;

/** The normal distribution function, by Zelen and Severo's approximation (Abramowitz and Stegun 26.2.17). @param {number} z */
function cumulative(z) {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const tail =
    (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return z >= 0 ? 1 - tail : tail;
}

/** Its inverse, by bisection. @param {number} probability */
function quantile(probability) {
  let [low, high] = [-9, 9];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (cumulative(middle) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
