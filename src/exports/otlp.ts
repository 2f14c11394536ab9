// Pushing to an OpenTelemetry receiver: OTLP over HTTP with protobuf, from the same producer as the page. Totals are cumulative, so
// a push that fails loses nothing: the next one says more.

import { type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import {
  MeterProvider,
  type MetricProducer,
  PeriodicExportingMetricReader,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import type { Snapshot } from '../ledger/snapshot.ts';
import type { Told } from './beginnings.ts';
import { createHookProducer } from './otel.ts';
import { createClient, heed, type PushResult } from './otlp-client.ts';
import type { OtlpSettings } from './otlp-settings.ts';
import { wholeMetrics } from './reader.ts';

/** Where the numbers come from: one directory on one machine. */
export interface Origin {
  readonly version: string;
  /** Tells apart what counts apart, and stays the same for as long as the totals go on. */
  readonly instanceId: string;
  readonly hostName: string;
}

interface Sending {
  readonly settings: OtlpSettings;
  readonly origin: Origin;
  /** What the receiver has last taken, as far as anybody remembers. */
  readonly told: Told | undefined;
  /** It has taken this. */
  onTold(told: Told): void;
  /** It took a push and had something to say about it. */
  onRemark(remark: string): void;
}

export interface PusherOptions extends Sending {
  /** Called once per push. */
  take(): Snapshot;
  /** Asked right before sending. */
  mayPush(): boolean;
  onResult(result: PushResult): void;
  pause?(): Promise<void>;
}

export interface Pusher {
  /** A last push, then nothing more. Takes as long as the receiver makes it wait. */
  stop(): Promise<void>;
}

/** Pushes at once and then at every interval. */
export function startPusher(options: PusherOptions): Pusher {
  const { settings, origin, onResult, pause } = options;
  heed(settings, options.onRemark);
  const client = createClient(settings);
  let taken: Snapshot | undefined;
  let { told } = options;
  let sending = false;

  async function push(metrics: ResourceMetrics): Promise<PushResult | undefined> {
    const snapshot = taken;
    // A push that has overrun its time still goes on: what it does not know, the next one after it says.
    if (snapshot === undefined || sending || !options.mayPush()) return undefined;
    sending = true;
    const result = await client.send(metrics, snapshot, told);
    sending = false;
    if (result.ok) {
      told = toldBy(snapshot);
      options.onTold(told);
    }
    onResult(result);
    return result;
  }

  const producer = createHookProducer({
    version: origin.version,
    pause,
    take() {
      taken = options.take();
      return taken;
    },
  });
  const reader = new PeriodicExportingMetricReader({
    exporter: {
      export: (metrics, done) => void push(metrics).then((result) => done({ code: result?.ok === false ? 1 : 0 })),
      forceFlush: async () => {},
      shutdown: () => client.close(),
    },
    metricProducers: [telling(producer, onResult)],
    exportIntervalMillis: settings.intervalMs,
    exportTimeoutMillis: settings.pushTimeoutMs,
  });
  const provider = new MeterProvider({ readers: [reader], resource: resourceOf(origin, settings) });
  void provider.forceFlush();
  return { stop: () => provider.shutdown() };
}

/** One push of one snapshot. */
export async function pushOnce(
  snapshot: Snapshot,
  { settings, origin, told, onTold, onRemark }: Sending,
): Promise<PushResult> {
  heed(settings, onRemark);
  const client = createClient(settings);
  const producer = createHookProducer({ version: origin.version, take: () => snapshot });
  const { scopeMetrics } = wholeMetrics(await producer.collect());
  const result = await client.send({ resource: resourceOf(origin, settings), scopeMetrics }, snapshot, told);
  await client.close();
  if (result.ok) onTold(toldBy(snapshot));
  return result;
}

const toldBy = ({ lastBorn, takenAt }: Snapshot): Told => ({ lastBorn, at: takenAt });

/** The SDK drops a failed collection with a word to its own log. */
function telling(producer: MetricProducer, onResult: PusherOptions['onResult']): MetricProducer {
  return {
    async collect() {
      try {
        return await producer.collect();
      } catch (error) {
        onResult({ ok: false, reason: error instanceof Error ? error.message : String(error) });
        throw error;
      }
    },
  };
}

/** What the variables say goes before what we know, as OpenTelemetry wants it. */
function resourceOf({ version, instanceId, hostName }: Origin, { resource }: OtlpSettings): Resource {
  return resourceFromAttributes({
    'service.name': 'hookmeter',
    'service.version': version,
    'service.instance.id': instanceId,
    'host.name': hostName,
    ...Object.fromEntries(resource),
  });
}
