import { withOtherBashes } from '../support/bashes.ts';
import { decisions } from './decisions-suite.ts';

withOtherBashes((bash) => decisions(bash));
