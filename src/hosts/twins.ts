// The same hook in two files is one hook to a host that compares the text: wrapped in one file and bare in the other, it would run twice.

import type { FilePlan } from './plan.ts';
import type { FoundFile } from './survey.ts';

export interface Twin {
  readonly command: string;
  readonly event: string;
  /** The file in which it stays bare. */
  readonly path: string;
}

/** Hooks that a plan wraps, and that stand bare in files which it does not change. */
export function bareTwins(plans: readonly FilePlan[], all: readonly FoundFile[]): readonly Twin[] {
  const planned = new Set(plans.map(({ found }) => found.target));
  return plans.flatMap(({ found, hooks }) =>
    hooks.flatMap(({ command, event }) =>
      all
        .filter(({ host, target }) => host.id === found.host.id && !planned.has(target))
        .filter((other) =>
          other.hooks.some((hook) => hook.state.kind === 'bare' && hook.command === command && hook.event === event),
        )
        .map(({ path }) => ({ command, event, path })),
    ),
  );
}
