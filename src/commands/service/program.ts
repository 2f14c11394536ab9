// What a service has to run: this very Node with this very hookmeter, by paths that will still be there tomorrow.

import { existsSync, realpathSync } from 'node:fs';
import { packageFile } from '../../base/package.ts';
import { UserError } from '../../base/user-error.ts';

export interface Program {
  readonly node: string;
  readonly main: string;
  /** The state directory, spelled out: a service does not get the variables of a shell. */
  readonly dir: string;
}

/** Throws UserError where the paths cannot be in a service: a cache that is emptied, or characters that no format holds. */
export function programHere(dir: string): Program {
  const program = { node: lastingNode(process.execPath), main: realpathSync(packageFile('dist/main.js')), dir };
  if (isInCache(program.main)) {
    throw new UserError(
      `this hookmeter is in a cache that is emptied now and then (${program.main}); ` +
        'install it first with `npm install -g hookmeter`, nothing was written',
    );
  }
  for (const path of Object.values(program)) {
    if (/\p{Cc}/u.test(path))
      throw new UserError(`${JSON.stringify(path)} has a control character, which a service cannot have in a path`);
  }
  return program;
}

/** npx, and the same thing of pnpm and Yarn. */
const isInCache = (path: string): boolean => /[\\/](?:_npx|dlx|dlx-[^\\/]*|xfs-[^\\/]*)[\\/]/.test(path);

/** Homebrew puts each version of Node into a folder of its own, and a link that stays beside them. */
function lastingNode(path: string): string {
  const [, prefix, formula] = /^(.*)\/Cellar\/([^/]+)\/[^/]+\/bin\/node$/.exec(path) ?? [];
  const link = `${prefix}/opt/${formula}/bin/node`;
  return prefix !== undefined && existsSync(link) ? link : path;
}
