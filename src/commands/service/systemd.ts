// A systemd user unit: https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html

import { isAbsolute, join } from 'node:path';
import { UserError } from '../../base/user-error.ts';
import { type Manager, sealed } from './manager.ts';
import type { Program } from './program.ts';

const UNIT = 'hookmeter.service';
const systemctl = (...words: readonly string[]) => ['systemctl', '--user', ...words] as const;

export function systemd(env: Readonly<Record<string, string | undefined>>, home: string): Manager {
  const config = env['XDG_CONFIG_HOME'];
  const folder = config !== undefined && isAbsolute(config) ? config : join(home, '.config');
  return {
    name: 'systemd',
    file: join(folder, 'systemd', 'user', UNIT),
    describe: (program) => sealed(unitOf(program), (text) => `# ${text}`),
    start: [systemctl('daemon-reload'), systemctl('enable', UNIT), systemctl('restart', UNIT)],
    stop: [systemctl('disable', '--now', UNIT)],
    mayFail: [],
    forget: [systemctl('daemon-reload')],
    isActive: systemctl('is-active', '--quiet', UNIT),
    log: () => `journalctl --user -u ${UNIT}`,
    hint: 'It runs while you are logged in; `loginctl enable-linger` lets it run always.',
  };
}

/**
 * No sandbox of mounts or namespaces: a user unit could have one only on some kernels, and the sidecar must see the processes whose hooks it
 * counts. Exit code 2 is something that no restart puts right: a setting, or another sidecar.
 */
function unitOf({ node, main, dir }: Program): string {
  if (/["'\\]/.test(node)) {
    throw new UserError(
      `${node} has a quote or a backslash in its path, and systemd starts no such program; nothing was written`,
    );
  }
  return `[Unit]
Description=hookmeter counts and times the runs of hooks
StartLimitIntervalSec=300
StartLimitBurst=10

[Service]
Type=exec
ExecStart=${quoted(node, { isProgram: true })} ${quoted(main)} serve --dir ${quoted(dir)}
EnvironmentFile=-${percentsDoubled(wildcardsEscaped(join(dir, 'service.env')))}
Restart=on-failure
RestartSec=5
RestartPreventExitStatus=2
UMask=0077
NoNewPrivileges=yes
LockPersonality=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
SystemCallArchitectures=native

[Install]
WantedBy=default.target
`;
}

/** systemd replaces variables in arguments but not in the path of the program, where a doubled dollar would stay doubled. */
function quoted(text: string, { isProgram = false }: { readonly isProgram?: boolean } = {}): string {
  const escaped = percentsDoubled(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"');
  return `"${isProgram ? escaped : escaped.replaceAll('$', '$$$$')}"`;
}

/** The file may be a pattern, in which these have a meaning. */
const wildcardsEscaped = (text: string): string => text.replace(/[\\*?[\]]/g, '\\$&');

/** A single one begins a specifier, like %h. */
const percentsDoubled = (text: string): string => text.replaceAll('%', '%%');
