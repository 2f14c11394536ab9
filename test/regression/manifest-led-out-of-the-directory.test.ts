// `backup: "../…"` in manifest.json made uninstall remove, and install overwrite, any file of the user's.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readManifest } from '../../src/hosts/manifest.ts';
import { temporaryFolder } from '../support/folders.ts';

test.each(['../../.bashrc', 'backups/../../x', 'backups/..', '/etc/passwd', 'backups/0123456789ab-a/../../x', ''])(
  'the backup %j is refused',
  (backup) => {
    const path = join(temporaryFolder(), 'manifest.json');
    const file = { path: '/x', host: 'git', scope: 'local', project: '/', backup, sha256: '', tokens: [] };
    writeFileSync(path, JSON.stringify({ v: 1, hooks: [], files: [file] }));
    expect(readManifest(path)).toEqual({ ok: false, message: `${path}: files.0.backup: is not the path of a backup` });
  },
);
