import { withOtherBashes } from '../support/bashes.ts';
import { transparency } from './transparency-suite.ts';

withOtherBashes((bash) => transparency(bash, false));
