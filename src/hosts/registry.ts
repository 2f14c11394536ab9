// All hosts, in the order in which they are shown. git comes after those that write git's hooks.

import { claudeCode } from './claude-code.ts';
import { codex } from './codex.ts';
import { copilotCli } from './copilot-cli.ts';
import { cursor } from './cursor.ts';
import { geminiCli } from './gemini-cli.ts';
import { git } from './git.ts';
import type { Host, HostId } from './host.ts';
import { husky } from './husky.ts';
import { lefthook } from './lefthook.ts';
import { preCommit } from './pre-commit.ts';

const BY_ID: Readonly<Record<HostId, Host>> = {
  'claude-code': claudeCode,
  codex,
  'gemini-cli': geminiCli,
  cursor,
  'copilot-cli': copilotCli,
  husky,
  lefthook,
  'pre-commit': preCommit,
  git,
};

export const hosts = (): readonly Host[] => Object.values(BY_ID);

export const hostOf = (id: HostId): Host => BY_ID[id];
