// A launchd agent: man launchd.plist, man launchctl.

import { join } from 'node:path';
import { type Manager, sealed, type Words } from './manager.ts';
import type { Program } from './program.ts';

const LABEL = 'hookmeter';

export function launchd(home: string, uid: number): Manager {
  const file = join(home, 'Library', 'LaunchAgents', `${LABEL}.plist`);
  const service = `gui/${uid}/${LABEL}`;
  const bootOut: Words = ['launchctl', 'bootout', service];
  return {
    name: 'launchd',
    file,
    describe: (program) => plistOf(program),
    start: [bootOut, ['launchctl', 'bootstrap', `gui/${uid}`, file]],
    stop: [bootOut],
    mayFail: [bootOut], // there is nothing to stop at the first installation
    forget: [],
    isActive: ['launchctl', 'print', service],
    log: ({ dir }) => join(dir, 'service.log'),
    hint: 'It runs while you are logged in.',
  };
}

function plistOf({ node, main, dir }: Program): string {
  const words = [node, main, 'serve', '--dir', dir].map((word) => `    <string>${escaped(word)}</string>`);
  const body = `<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>${LABEL}</string>
  <key>ProgramArguments</key>
  <array>
${words.join('\n')}
  </array>
  <key>RunAtLoad</key>
  <true/>
  <key>KeepAlive</key>
  <dict>
    <key>SuccessfulExit</key>
    <false/>
  </dict>
  <key>ThrottleInterval</key>
  <integer>10</integer>
  <key>ProcessType</key>
  <string>Background</string>
  <key>Umask</key>
  <integer>63</integer>
  <key>StandardErrorPath</key>
  <string>${escaped(join(dir, 'service.log'))}</string>
</dict>
</plist>
`;
  return sealed(body, (text) => `<?xml version="1.0" encoding="UTF-8"?><!-- ${text} -->`);
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
