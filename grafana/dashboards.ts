// All dashboards, by the file that each is kept in. `npm run dashboards` writes the files; a test says when that was forgotten.

import { hook } from './hook.ts';
import { UIDS } from './links.ts';
import { overview } from './overview.ts';
import { dashboardText } from './page.ts';
import { selfPage } from './self.ts';
import { trends } from './trends.ts';

/** File name and text. */
export const dashboardFiles = (): ReadonlyMap<string, string> =>
  new Map([overview(), hook(), trends(), selfPage()].map((spec) => [`${UIDS[spec.page]}.json`, dashboardText(spec)]));
