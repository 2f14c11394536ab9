// An import did not answer while it read: a second one took it for a program that hangs, and ended with 2 instead of waiting for its turn.

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { placesIn } from '../../src/base/paths.ts';
import { micros } from '../../src/base/units.ts';
import { emptyManifest } from '../../src/hosts/manifest.ts';
import { prepareDirectory } from '../../src/sidecar/directory.ts';
import { wallClock } from '../../src/sidecar/once.ts';
import { importPast } from '../../src/sidecar/past-import.ts';
import { temporaryFolder } from '../support/folders.ts';
import { put } from '../support/transcript-folder.ts';
import { fileOf, user } from '../support/transcript-lines.ts';

const MIB = 1024 * 1024;
const PARTS = 6;

test('whoever asks is answered between any two parts of a file', async () => {
  const path = put(join(temporaryFolder(), 'long.jsonl'), fileOf(...Array(PARTS).fill(user('x'.repeat(MIB)))));
  const places = placesIn(temporaryFolder());
  prepareDirectory(places);
  let turns = 0;
  let isOver = false;
  const turn = (): void => {
    turns++;
    if (!isOver) setImmediate(turn);
  };
  setImmediate(turn);
  let turnsBefore = 0;
  const unanswered: number[] = [];
  await importPast([{ path, bytes: PARTS * MIB }], {
    places,
    manifest: emptyManifest(),
    dryRun: false,
    since: micros(0),
    retentionDays: 90,
    droppedThrough: '',
    now: wallClock(),
    onRead: (bytes) => {
      if (bytes > MIB && turns === turnsBefore) unanswered.push(bytes);
      turnsBefore = turns;
    },
  });
  isOver = true;
  expect(turnsBefore).toBeGreaterThanOrEqual(PARTS - 1);
  expect(unanswered).toEqual([]);
});
