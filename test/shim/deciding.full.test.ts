// With --decisions as well, a hook and its host notice nothing: the same differential tests, on every bash. What is particular to
// --decisions is in decisions-transparency.test.ts.
import { withOtherBashes } from '../support/bashes.ts';
import { decidingShimFor } from '../support/shim.ts';
import { transparency } from './transparency-suite.ts';

transparency('/bin/bash', false, decidingShimFor('/bin/bash'));
withOtherBashes((bash) => transparency(bash, false, decidingShimFor(bash)));
