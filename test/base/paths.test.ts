import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { placesIn, stateDirectory } from '../../src/base/paths.ts';

describe('the directory', () => {
  test.each<[string, Record<string, string | undefined>, string]>([
    ['its own variable', { HOOKMETER_DIR: '/a/b', XDG_STATE_HOME: '/x', HOME: '/h' }, '/a/b'],
    ['its own variable, from where we are', { HOOKMETER_DIR: 'a', HOME: '/h' }, resolve('a')],
    ['the state folder of the desktop', { HOOKMETER_DIR: '', XDG_STATE_HOME: '/x', HOME: '/h' }, '/x/hookmeter'],
    ['no state folder that is relative', { XDG_STATE_HOME: 'x', HOME: '/h' }, '/h/.local/state/hookmeter'],
    ['the home', { XDG_STATE_HOME: '', HOME: '/h' }, '/h/.local/state/hookmeter'],
    ['the home that the system knows', {}, join(homedir(), '.local/state/hookmeter')],
  ])('is told by %s', (_what, env, dir) => {
    expect(stateDirectory(env)).toBe(dir);
  });

  test('has a place for everything', () => {
    expect(placesIn('/d')).toEqual({
      dir: '/d',
      journal: '/d/journal',
      metricsFile: '/d/metrics.json',
      checkpoint: '/d/checkpoint.json',
      previousCheckpoint: '/d/checkpoint.previous.json',
      seen: '/d/seen',
      socket: '/d/sidecar.sock',
      config: '/d/config.json',
      shellFunctions: '/d/hookmeter.sh',
      bin: '/d/bin',
      manifest: '/d/manifest.json',
      backups: '/d/backups',
      baselines: '/d/baselines',
      instanceId: '/d/instance-id',
      told: '/d/told.json',
      pushSocket: '/d/push.sock',
      importSocket: '/d/import.sock',
      installSocket: '/d/install.sock',
    });
  });
});
