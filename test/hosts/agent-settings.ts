// The same hooks as each agent writes them, in two files that it reads.

import { existsSync } from 'node:fs';
import type { Agent } from '../support/agents.ts';

export interface Setting {
  readonly agent: Agent;
  readonly path: string;
  /** Of a second file with the same hooks. */
  readonly other: string;
  readonly event: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly runsTwice: boolean;
  write(lines: readonly string[], seconds: number | undefined, event: string): string;
}

const grouped = (unit: number) => (lines: readonly string[], seconds: number | undefined, event: string) =>
  JSON.stringify({
    hooks: {
      [event]: [
        {
          matcher: '*',
          hooks: lines.map((command) => ({
            type: 'command',
            command,
            ...(seconds === undefined ? {} : { timeout: seconds * unit }),
          })),
        },
      ],
    },
  });
const flat =
  (line: string, timeout: string) => (lines: readonly string[], seconds: number | undefined, event: string) =>
    JSON.stringify({
      version: 1,
      hooks: {
        [event]: lines.map((text) => ({ [line]: text, ...(seconds === undefined ? {} : { [timeout]: seconds }) })),
      },
    });
const programs = (lines: readonly string[], seconds: number | undefined, event: string): string =>
  JSON.stringify({
    hooks: {
      [event]: [
        {
          hooks: lines.map((line) => ({
            type: 'command',
            command: '/bin/sh',
            args: ['-c', line],
            ...(seconds === undefined ? {} : { timeout: seconds }),
          })),
        },
      ],
    },
  });
const toml = (lines: readonly string[], seconds: number | undefined, event: string): string =>
  lines
    .map((line) => {
      const timeout = seconds === undefined ? '' : `timeout = ${seconds}\n`;
      return `[[hooks.${event}]]\n[[hooks.${event}.hooks]]\ntype = "command"\ncommand = ${JSON.stringify(line)}\n${timeout}`;
    })
    .join('\n');

export const SETTINGS: readonly (readonly [name: string, setting: Setting])[] = [
  [
    'Claude Code',
    {
      agent: 'claude-code',
      path: '~/.claude/settings.json',
      other: '.claude/settings.json',
      event: 'PreToolUse',
      runsTwice: false,
      write: grouped(1),
    },
  ],
  [
    'Claude Code, without a shell',
    {
      agent: 'claude-code',
      path: '~/.claude/settings.json',
      other: '.claude/settings.local.json',
      event: 'Stop',
      runsTwice: false,
      write: programs,
    },
  ],
  [
    'Codex, in JSON',
    {
      agent: 'codex',
      path: '~/.codex/hooks.json',
      other: '.codex/hooks.json',
      event: 'PostToolUse',
      runsTwice: true,
      env: { SHELL: '/bin/bash' },
      write: grouped(1),
    },
  ],
  [
    'Codex, in TOML, with zsh',
    {
      agent: 'codex',
      path: '~/.codex/config.toml',
      other: '.codex/config.toml',
      event: 'Stop',
      runsTwice: true,
      env: { SHELL: existsSync('/usr/bin/zsh') ? '/usr/bin/zsh' : '/bin/sh' },
      write: toml,
    },
  ],
  [
    'Gemini CLI',
    {
      agent: 'gemini-cli',
      path: '~/.gemini/settings.json',
      other: '.gemini/settings.json',
      event: 'BeforeTool',
      runsTwice: false,
      write: grouped(1000),
    },
  ],
  [
    'Cursor',
    {
      agent: 'cursor',
      path: '~/.cursor/hooks.json',
      other: '.cursor/hooks.json',
      event: 'beforeShellExecution',
      runsTwice: true,
      write: flat('command', 'timeout'),
    },
  ],
  [
    'Copilot CLI',
    {
      agent: 'copilot-cli',
      path: '~/.copilot/hooks/a.json',
      other: '.github/hooks/a.json',
      event: 'preToolUse',
      runsTwice: true,
      write: flat('bash', 'timeoutSec'),
    },
  ],
];
