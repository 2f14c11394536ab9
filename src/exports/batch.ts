// The page of a directory that nobody scrapes by itself: for a Pushgateway, or a file that another exporter reads.

import type { Snapshot } from '../ledger/snapshot.ts';
import { familiesText } from './exposition.ts';
import { createHookProducer } from './otel.ts';
import { wholeMetrics } from './reader.ts';
import { directoryMetricsText } from './self.ts';

/** Hooks, and what hookmeter knows about the directory; nothing about a process, which is gone by then. No line carries a time. */
export async function batchPage(
  snapshot: Snapshot,
  build: { readonly version: string; readonly nodeVersion: string },
): Promise<string> {
  const producer = createHookProducer({ version: build.version, take: () => snapshot });
  const hooks = familiesText(wholeMetrics(await producer.collect()));
  return hooks + (await directoryMetricsText(snapshot, build));
}
