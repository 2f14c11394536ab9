// What is true of all hooks together.

import { type Micros, toMillis } from '../../base/units.ts';
import type { Advice } from '../../insight/advice.ts';
import type { Capacity } from '../../insight/capacity.ts';
import type { Insights } from '../../insight/insights.ts';
import { adviceSentence } from '../advice-text.ts';
import { capacitySentences } from '../report/sentences.ts';
import { iso, rangeOf, type Stretch } from './overview.ts';
import { changedTogetherSentence, failedTogetherSentence, successionSentence } from './sentences.ts';
import type { AdviceItem, CapacityAnswer, InsightsAnswer, Together } from './types.ts';

export function insightsAnswer(insights: Insights, stretch: Stretch, now: Micros): InsightsAnswer {
  return {
    generated_at: iso(now),
    range: rangeOf(stretch),
    advice: insights.advice.map(adviceItem),
    together: togetherOf(insights),
    capacity: insights.capacity === undefined ? null : capacityAnswer(insights.capacity),
  };
}

export const adviceItem = (advice: Advice): AdviceItem => ({
  hook: advice.hook,
  kind: advice.kind,
  says: adviceSentence(advice),
  saved_ms_per_day: toMillis(advice.savedPerDay),
  confidence: advice.confidence,
});

/** Of each kind, the clearest. */
const MOST_PAIRS = 50;

function togetherOf({ failedTogether, changedTogether, successions }: Insights): readonly Together[] {
  return [
    ...failedTogether.map(
      (pair): Together => ({ kind: 'failed', hooks: pair.hooks, says: failedTogetherSentence(pair) }),
    ),
    ...changedTogether
      .slice(0, MOST_PAIRS)
      .map((pair): Together => ({ kind: pair.direction, hooks: pair.hooks, says: changedTogetherSentence(pair) })),
    ...successions
      .slice(0, MOST_PAIRS)
      .map((pair): Together => ({ kind: 'follows', hooks: [pair.first, pair.next], says: successionSentence(pair) })),
  ];
}

function capacityAnswer(capacity: Capacity): CapacityAnswer {
  const { load, peak, busiestHour, growth } = capacity;
  return {
    load,
    peak_runs: peak.runs,
    peak_at: iso(peak.at),
    busiest_hour: { from: iso(busiestHour.from), runs: busiestHour.runs, load: busiestHour.load },
    growth_per_week: growth?.perWeek ?? null,
    says: capacitySentences(capacity).map((each) => `${each}.`),
  };
}
