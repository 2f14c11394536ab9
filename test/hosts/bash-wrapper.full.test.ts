import { withOtherBashes } from '../support/bashes.ts';
import { bashLines } from './bash-lines.ts';

withOtherBashes(bashLines);
