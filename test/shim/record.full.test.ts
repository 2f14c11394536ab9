import { withOtherBashes } from '../support/bashes.ts';
import { records } from './record-suite.ts';

withOtherBashes((bash) => records(bash));
