import { withOtherBashes } from '../support/bashes.ts';
import { hookmeterSh } from './hookmeter-sh-suite.ts';

withOtherBashes((bash) => hookmeterSh(bash));
