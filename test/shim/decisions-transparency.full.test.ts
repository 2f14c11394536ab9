import { withOtherBashes } from './bashes.ts';
import { decidingHosts } from './decisions-transparency-suite.ts';

withOtherBashes((bash) => decidingHosts(bash));
