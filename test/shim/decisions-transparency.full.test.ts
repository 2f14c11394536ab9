import { withOtherBashes } from '../support/bashes.ts';
import { decidingHosts } from './decisions-transparency-suite.ts';

withOtherBashes((bash) => decidingHosts(bash));
