// With --decisions as well, a hook and its host notice nothing: the same differential tests.
import { decidingShimFor } from '../support/shim.ts';
import { transparency } from './transparency-suite.ts';

transparency('/bin/bash', false, decidingShimFor('/bin/bash'));
