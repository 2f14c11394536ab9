import { transparency } from './transparency-suite.ts';

transparency('/bin/bash', true);
