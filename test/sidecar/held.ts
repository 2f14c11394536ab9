// Two sidecars, one directory.

import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { launchSidecar } from '../support/hookmeter.ts';
import { until } from '../support/until.ts';

export const heldBy = (dir: string, pid: number): unknown =>
  expect.stringMatching(
    `^hookmeter: ${dir} is held by the sidecar with pid ${pid}, started \\S+Z; stop that one, or choose another directory with --dir\n$`,
  );

export function exactlyOneWins({ rounds }: { readonly rounds: number }): void {
  test('of two sidecars that start at the same moment exactly one wins', async () => {
    for (let round = 0; round < rounds; round++) {
      const dir = temporaryFolder();
      const both = [0, 1].map(() => launchSidecar(dir, { flags: ['--port', '0', '--log-level', 'error'] }));
      await until('one listens and one has ended', () => {
        const listening = both.filter(({ stdout }) => stdout().includes('listening on'));
        const ended = both.filter(({ child }) => child.exitCode !== null);
        return listening.length === 1 && ended.length === 1 && ended[0] !== listening[0];
      });
      const loser = both.find(({ child }) => child.exitCode !== null);
      const winner = both.find(({ child }) => child.exitCode === null);
      expect(await loser?.ended).toMatchObject({ code: 2, stderr: heldBy(dir, winner?.child.pid ?? 0) });
      winner?.child.kill('SIGKILL');
      await winner?.ended;
    }
  });
}
