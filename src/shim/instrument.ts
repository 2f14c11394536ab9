// The shim for hooks that are functions: counts and times each call on the caller's OpenTelemetry metrics and in the journal,
// and changes nothing about it. What it sees and what not: docs/in-process.md.

import { createRequire } from 'node:module';
import type { Meter, MeterProvider, MetricOptions } from '@opentelemetry/api';
import { toSeconds } from '../base/units.ts';
import { FAMILIES, type Family } from '../exports/contract.ts';
import { seriesAttributesOf } from '../exports/series.ts';
import { identityOf } from '../journal/record.ts';
import { BOUNDS_SECONDS } from '../ledger/histogram.ts';
import { errorTypeOf, isFailure, OUTCOMES } from '../ledger/outcome.ts';
import { beginRun, type Ended, type Hook, quietly } from './in-process-run.ts';
import { settled } from './settled.ts';
import { agentIn, projectIn } from './surroundings.ts';

export interface InstrumentOptions {
  /** The hook's name, at most 200 bytes of it. */
  readonly hook: string;
  /** The host's moment, e.g. `PreToolUse`. */
  readonly event?: string | undefined;
  /** Which host; without it told from the environment, as by hookmeter-run. */
  readonly agent?: string | undefined;
  /** The repository or folder; without it the host's project, else the git root, else the folder. */
  readonly project?: string | undefined;
  /** Seconds, as the host declares them; never enforced. */
  readonly timeout?: number | undefined;
  /** hookmeter's directory; without it by HOOKMETER_DIR, XDG_STATE_HOME, HOME. */
  readonly dir?: string | undefined;
  /** False: OpenTelemetry only, nothing in the journal. */
  readonly journal?: boolean | undefined;
  /** Without it the one registered with @opentelemetry/api, if there is one. */
  readonly meterProvider?: MeterProvider | undefined;
}

/**
 * The same function, each call of which is a run of the hook `options.hook`. Never throws of its own accord, and never
 * keeps a call from being made: what cannot be recorded is not recorded.
 */
export function instrument<F extends (...args: never[]) => unknown>(fn: F, options: InstrumentOptions): F {
  const begin = runsOf(fn, options);
  return new Proxy(fn, {
    apply(target, self: unknown, args: unknown[]): unknown {
      const end = begin();
      let result: unknown;
      try {
        result = Reflect.apply(target, self, args);
      } catch (error) {
        end(1);
        throw error;
      }
      return settled(result, (how) => end(how === 'returned' ? 0 : 1));
    },
  });
}

/** Begins a run with every call; the code that its end is given counts unless the hook has set process.exitCode. */
function runsOf(fn: { readonly name: string }, options: InstrumentOptions): () => (code: number) => void {
  let hook: Hook | undefined;
  let meters: Meters | undefined;
  return () => {
    let end = (_code: number): void => {};
    quietly(() => {
      const known = hook ?? hookOf(fn.name, options);
      hook = known;
      quietly(() => {
        const provider = options.meterProvider ?? registeredProvider();
        if (meters?.provider !== provider) meters = provider === undefined ? undefined : metersOf(provider, known);
        meters?.began();
      });
      const [ours, before] = [meters, process.exitCode];
      const endRun = beginRun(known, (ended) => quietly(() => ours?.ended(ended)));
      end = (code) => quietly(() => endRun(process.exitCode === before ? code : Number(process.exitCode ?? code)));
    });
    return end;
  };
}

function hookOf(name: string, { dir, event, agent, project, timeout, journal, hook }: InstrumentOptions): Hook {
  const names = [
    hook || name || 'unknown',
    event ?? '',
    agent ?? agentIn(process.env),
    project ?? projectIn(process.env, currentFolder()),
  ];
  // One line takes four names of 200 bytes, unless they are full of what JSON escapes.
  const most = JSON.stringify(names).length > 3000 ? 100 : 200;
  const [hookName = '', ...others] = names.map((text) => cut(text.replaceAll('\u0000', '\ufffd'), most));
  const usable = timeout !== undefined && timeout > 0 && timeout <= 366 * 86_400;
  return {
    identity: identityOf(hookName, ...others),
    timeout: usable ? timeout : undefined,
    dir,
    journal: journal ?? true,
  };
}

/** As the shim has it where the folder has gone: what it was called. */
function currentFolder(): string {
  try {
    return process.cwd();
  } catch {
    return process.env['PWD'] ?? '';
  }
}

/** At most so many bytes of UTF-8, whole characters. */
function cut(text: string, bytes: number): string {
  const encoded = Buffer.from(text);
  if (encoded.length <= bytes) return text;
  let end = bytes;
  while (end > 0 && ((encoded[end] ?? 0) & 0xc0) === 0x80) end--;
  return encoded.toString('utf8', 0, end);
}

interface Meters {
  readonly provider: MeterProvider;
  began(): void;
  ended(ended: Ended): void;
}

/**
 * The instruments of the contract that one process can tell of; docs/in-process.md says why not the others. Every outcome
 * exists at zero from the first run on: otherwise the first of its kind would show in no increase.
 */
function metersOf(provider: MeterProvider, { identity, timeout }: Hook): Meters {
  const meter = provider.getMeter('hookmeter');
  const { base, outcomes, errorType } = seriesAttributesOf(identity);
  const executions = counter(meter, FAMILIES.executions);
  const failures = counter(meter, FAMILIES.failures);
  const duration = meter.createHistogram(FAMILIES.duration.otel, {
    ...described(FAMILIES.duration),
    advice: { explicitBucketBoundaries: [...BOUNDS_SECONDS] },
  });
  const active = meter.createUpDownCounter(FAMILIES.active.otel, described(FAMILIES.active));
  const gauge = (family: Family) => meter.createGauge(family.otel, described(family));
  const [lastExecution, lastSuccess] = [gauge(FAMILIES.lastExecution), gauge(FAMILIES.lastSuccess)];
  for (const outcome of OUTCOMES) executions.add(0, outcomes[outcome]);
  if (timeout !== undefined) gauge(FAMILIES.timeout).record(timeout, base);
  return {
    provider,
    began: () => active.add(1, base),
    ended({ outcome, code, us, at }) {
      active.add(-1, base);
      executions.add(1, outcomes[outcome]);
      if (isFailure(outcome)) failures.add(1, errorType(errorTypeOf(outcome, code)));
      duration.record(toSeconds(us), base);
      lastExecution.record(toSeconds(at), base);
      if (outcome === 'success') lastSuccess.record(toSeconds(at), base);
    },
  };
}

const counter = (meter: Meter, family: Family) => meter.createCounter(family.otel, described(family));
const described = ({ help, unit }: Family): MetricOptions => ({ description: help, unit });

/** @opentelemetry/api takes longer to load than most hooks run, so it is loaded only where somebody else has loaded it. */
function registeredProvider(): MeterProvider | undefined {
  if (!(Symbol.for('opentelemetry.js.api.1') in globalThis)) return undefined;
  const api: typeof import('@opentelemetry/api') = load('@opentelemetry/api');
  return api.metrics.getMeterProvider();
}

const load = createRequire(import.meta.url);
