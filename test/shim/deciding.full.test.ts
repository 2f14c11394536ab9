import { decidingShimFor } from '../support/shim.ts';
import { withOtherBashes } from './bashes.ts';
import { transparency } from './transparency-suite.ts';

withOtherBashes((bash) => transparency(bash, false, decidingShimFor(bash)));
