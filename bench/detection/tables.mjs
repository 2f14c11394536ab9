// @ts-check
// The results as tables for people.

/** @param {readonly import('../detection.mjs').Slowdown[]} slowdowns @param {readonly import('../detection.mjs').Months[]} months */
export function markdownTables(slowdowns, months) {
  return [
    '### Slowdowns found within 30 runs',
    '',
    table(
      [
        'runs a day',
        'σ',
        'slower by',
        'hooks',
        'found',
        'best, knowing when',
        'best, not knowing when',
        'found at all',
        'after runs (median)',
        'naive p95',
        'bands',
      ],
      slowdowns.map((cell) => [
        cell.perDay.toLocaleString('en'),
        String(cell.sigma),
        percent(cell.factor - 1),
        String(cell.hooks),
        percent(cell.found),
        percent(cell.best),
        percent(cell.bestUnknown),
        percent(cell.everFound),
        count(cell.runs),
        percent(cell.naive),
        percent(cell.bands),
      ]),
    ),
    '',
    '### False alarms per hook-month',
    '',
    falseAlarms(months),
    '',
    '### Other changes',
    '',
    table(
      ['what happens', 'runs a day', 'hooks', 'found in a month', 'after (median)', 'after runs (median)'],
      months
        .flatMap(({ perDay, scenarios }) =>
          scenarios.map(({ what, hooks, found, hours, runs }) => [
            what,
            perDay.toLocaleString('en'),
            String(hooks),
            percent(found),
            duration(hours),
            count(runs),
          ]),
        )
        .toSorted((a, b) => String(a[0]).localeCompare(String(b[0]))),
    ),
    '',
  ].join('\n');
}

/** @param {readonly import('../detection.mjs').Months[]} months */
function falseAlarms(months) {
  const alerts = Object.keys(months[0]?.falseAlarms ?? {});
  const hookMonths = months.reduce((sum, month) => sum + month.hookMonths, 0);
  return table(
    ['alert', ...months.map(({ perDay }) => `${perDay.toLocaleString('en')} a day`), `all (${hookMonths} hook-months)`],
    alerts.map((alert) => [
      alert,
      ...months.map((month) => rate((month.falseAlarms[alert] ?? 0) / month.hookMonths)),
      rate(months.reduce((sum, month) => sum + (month.falseAlarms[alert] ?? 0), 0) / hookMonths),
    ]),
  );
}

/** @param {readonly string[]} head @param {readonly (readonly string[])[]} rows */
const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** @param {number} value */
const percent = (value) => `${Math.round(value * 100)} %`;
/** @param {number} value */
const count = (value) => (Number.isFinite(value) ? String(value) : '–');
/** @param {number} value */
const rate = (value) => (value >= 10 ? value.toFixed(0) : value.toFixed(2));
/** @param {number} hours */
const duration = (hours) =>
  !Number.isFinite(hours)
    ? '–'
    : hours < 1
      ? `${Math.round(hours * 60)} min`
      : hours < 48
        ? `${hours.toFixed(1)} h`
        : `${(hours / 24).toFixed(1)} d`;
