// What the demo says at its end: where to look, and what can be found there. Pure.

import { BEFORE } from './weeks.ts';

/** How the person at the keyboard starts us. */
export const programName = (env: Readonly<Record<string, string | undefined>>): string =>
  env['npm_command'] === undefined ? 'hookmeter' : 'npx hookmeter';

export interface Surroundings {
  readonly program: string;
  /** Whether there are invented weeks, and with them something to find. */
  readonly history: boolean;
  readonly url: string;
  readonly dir: string;
  readonly repository: string;
}

export function whileItStays({ program, history, url, dir, repository }: Surroundings): string {
  const found: readonly Step[] = [
    [`${program} report --hook typecheck`, 'since when it is slower'],
    [`${program} compare ${BEFORE}`, 'the last days against those before'],
  ];
  return [
    `The page, live until Ctrl-C here:  ${url}/\n`,
    'In another terminal:\n',
    steps([
      [`export HOOKMETER_DIR=${dir}`],
      ...(history ? found : [[`${program} report`] as const]),
      [`${program} watch`, 'runs as they happen; for a few:'],
      [`git -C ${repository} commit --allow-empty -m DEMO-1`],
    ]),
  ].join('');
}

export const afterOnce = (program: string): string =>
  `That was in a temporary folder, which is removed now. To look around yourself:\n${steps([
    [`${program} demo`, 'on a terminal it stays, with its page'],
    [`${program} demo --into /tmp/weeks`, 'keeps the invented weeks'],
  ])}`;

export const afterInto = ({ runs, dir, program }: { runs: number; dir: string; program: string }): string =>
  `${runs} invented runs of three weeks and ten hooks are in ${dir}. To look at them:\n${steps([
    [`${program} report --dir ${dir}`, 'what to do first'],
    [`${program} compare ${BEFORE} --dir ${dir}`, 'the last days against those before'],
    [`${program} serve --dir ${dir} --port 0`, 'the page'],
  ])}`;

type Step = readonly [command: string, does?: string];

/** Commands below one another, and what they are for behind them. */
function steps(all: readonly Step[]): string {
  const width = Math.max(...all.map(([command, does]) => (does === undefined ? 0 : command.length)));
  const line = ([command, does]: Step): string =>
    does === undefined ? `  ${command}\n` : `  ${command.padEnd(width)}  # ${does}\n`;
  return all.map(line).join('');
}
