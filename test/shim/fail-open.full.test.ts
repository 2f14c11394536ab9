import { withOtherBashes } from '../support/bashes.ts';
import { failOpen } from './fail-open-suite.ts';

withOtherBashes((bash) => failOpen(bash));
