// From a snapshot to a page, the way the sidecar does it.

import { expositionOf } from '../../src/exports/exposition.ts';
import { createHookReader } from '../../src/exports/reader.ts';
import type { Snapshot } from '../../src/ledger/snapshot.ts';
import { type Page, parsePage } from '../support/metrics-page.ts';

const reader = createHookReader({ version: '1.2.3' });

export const pageText = async (snapshot: Snapshot): Promise<string> =>
  [...expositionOf(await reader.collect(snapshot))].join('');

export const pageOf = async (snapshot: Snapshot): Promise<Page> => parsePage(await pageText(snapshot));
