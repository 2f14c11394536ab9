import { withOtherBashes } from '../support/bashes.ts';
import { decidingShimFor } from '../support/shim.ts';
import { transparency } from './transparency-suite.ts';

withOtherBashes((bash) => transparency(bash, false, decidingShimFor(bash)));
