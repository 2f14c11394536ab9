import { withOtherBashes } from './bashes.ts';
import { hookmeterSh } from './hookmeter-sh-suite.ts';

withOtherBashes((bash) => hookmeterSh(bash));
