// Transcript lines as Claude Code writes them: the fields around an attachment, and the shapes of hook attachments.

export interface Around {
  readonly timestamp?: string;
  readonly cwd?: string;
  readonly sessionId?: string;
  readonly uuid?: string;
}

type Fields = Readonly<Record<string, unknown>>;

export const AT = '2026-11-22T06:18:50.674Z';

/** Without a newline. */
export const attachment = (fields: Fields, around: Around = {}): string =>
  JSON.stringify({
    parentUuid: '8ecc364f-85e3-4fdd-974b-b3c5c161cc3e',
    isSidechain: false,
    attachment: fields,
    type: 'attachment',
    uuid: '0b6f2d1c-8a53-4d43-9c43-0b8f5f3e2d1c',
    timestamp: AT,
    userType: 'external',
    entrypoint: 'cli',
    cwd: '/home/me/web',
    sessionId: '1f900ea9-5a5e-4a1b-9d3f-c31f076c0000',
    version: '2.1.330',
    gitBranch: 'main',
    ...around,
  });

const about = (toolUseID: string) => ({ hookName: 'PreToolUse:Bash', toolUseID, hookEvent: 'PreToolUse' });

export const success = (id: string, fields: Fields = {}, around: Around = {}): string =>
  attachment(
    {
      type: 'hook_success',
      ...about(id),
      content: '',
      stdout: 'all good\n',
      stderr: '',
      exitCode: 0,
      command: 'python3 "$CLAUDE_PROJECT_DIR"/.claude/hooks/guard.py',
      durationMs: 123,
      ...fields,
    },
    around,
  );

export const failure = (id: string, exitCode: number, fields: Fields = {}, around: Around = {}): string =>
  attachment(
    {
      type: 'hook_non_blocking_error',
      ...about(id),
      stderr: `Failed with non-blocking status code: boom`,
      stdout: '',
      exitCode,
      command: 'npx lint-staged',
      durationMs: 45,
      ...fields,
    },
    around,
  );

export const block = (id: string, fields: Fields = {}, around: Around = {}): string =>
  attachment(
    {
      type: 'hook_blocking_error',
      ...about(id),
      blockingError: { blockingError: '[guard.py]: not allowed', command: 'python3 guard.py' },
      ...fields,
    },
    around,
  );

export const cancelled = (id: string, fields: Fields = {}, around: Around = {}): string =>
  attachment({ type: 'hook_cancelled', ...about(id), ...fields }, around);

/** Lines that a session is mostly made of. */
export const user = (text: string): string =>
  JSON.stringify({
    parentUuid: null,
    type: 'user',
    message: { role: 'user', content: text },
    uuid: 'u',
    timestamp: AT,
  });

export const fileOf = (...lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');
