import { transparency } from './suite.ts';

transparency('/bin/bash', true);
