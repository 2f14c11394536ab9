// With --decisions as well, a hook and its host notice nothing: the same differential tests.
import { decidingShimFor, otherBashes } from '../support/shim.ts';
import { transparency } from './suite.ts';

for (const bash of ['/bin/bash', ...otherBashes()]) transparency(bash, false, decidingShimFor(bash));
