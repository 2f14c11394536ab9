import { withOtherBashes } from './bashes.ts';
import { transparency } from './transparency-suite.ts';

withOtherBashes((bash) => transparency(bash, false));
