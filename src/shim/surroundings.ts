// Which host runs this process, and for which project: the same rules as hookmeter-run's, which a test holds together.

import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** The host by what it sets in the environment; '' where nothing tells. git first: an agent may run git, which runs the hook. */
export function agentIn(env: Environment): string {
  const has = (...names: readonly string[]): boolean => names.some((name) => env[name]);
  const hasPrefix = (prefix: string): boolean => Object.keys(env).some((name) => name.startsWith(prefix));
  if (has('GIT_EXEC_PATH', 'GIT_INDEX_FILE', 'GIT_DIR')) return 'git';
  if (has('CLAUDECODE', 'CLAUDE_PID')) return 'claude-code';
  if (has('GEMINI_CLI', 'GEMINI_PROJECT_DIR')) return 'gemini-cli';
  if (hasPrefix('CODEX_')) return 'codex';
  if (hasPrefix('CURSOR_')) return 'cursor';
  if (hasPrefix('COPILOT_')) return 'copilot-cli';
  return has('GITHUB_ACTIONS', 'GITLAB_CI', 'CI') ? 'ci' : '';
}

/** The base name of the host's project folder, else of the git root, else of the folder itself; '' for the root folder. */
export function projectIn(env: Environment, folder: string): string {
  const told = env['CLAUDE_PROJECT_DIR'] || env['GEMINI_PROJECT_DIR'] || env['CURSOR_PROJECT_DIR'];
  return basename(told || gitRoot(folder) || folder);
}

function gitRoot(folder: string): string | undefined {
  for (let at = folder; at !== dirname(at); at = dirname(at)) if (existsSync(join(at, '.git'))) return at;
  return undefined;
}
