import { decisions } from './decisions-suite.ts';

decisions('/bin/bash');
