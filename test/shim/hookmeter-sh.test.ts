import { hookmeterSh } from './hookmeter-sh-suite.ts';

hookmeterSh('/bin/bash');
