// The history desk in a thread of its own: started when somebody asks, ended when nobody has for a while.

import { Worker } from 'node:worker_threads';
import * as v from 'valibot';
import { packageFile } from '../base/package.ts';
import type { HistoryQuestion, LedgerFacts } from './history-desk.ts';

export interface HistoryThread {
  /** JSON text; undefined for a hook of which nothing is known. Rejects where the thread fails; the next question starts another. */
  ask(question: HistoryQuestion, facts: LedgerFacts): Promise<string | undefined>;
  close(): Promise<void>;
}

/** What the thread is told. */
export interface Asked {
  readonly id: number;
  readonly question: HistoryQuestion;
  readonly facts: LedgerFacts;
}

const answerSchema = v.object({ id: v.number(), text: v.optional(v.string()), error: v.optional(v.string()) });
export type Told = v.InferOutput<typeof answerSchema>;

/** Its columns take memory, and days that have left the journal leave them only with the thread. */
const IDLE_MS = 10 * 60_000;
const LONGEST_MS = 6 * 3_600_000;

interface Waiting {
  resolve(text: string | undefined): void;
  reject(error: Error): void;
}

interface Running {
  readonly worker: Worker;
  readonly waiting: Map<number, Waiting>;
  readonly startedAt: number;
}

export function createHistoryThread(journal: string): HistoryThread {
  let running: Running | undefined;
  let idle: NodeJS.Timeout | undefined;
  let count = 0;

  function start(): Running {
    const worker = new Worker(packageFile('dist/sidecar/history-worker.js'), { workerData: { journal } });
    const waiting: Running['waiting'] = new Map();
    const started = { worker, waiting, startedAt: performance.now() };
    worker.unref();
    worker.on('message', (message: unknown) => {
      const { id, text, error } = v.parse(answerSchema, message);
      if (error === undefined) waiting.get(id)?.resolve(text);
      else waiting.get(id)?.reject(new Error(error));
      waiting.delete(id);
    });
    const failed = (error: Error): void => {
      if (running === started) running = undefined;
      for (const { reject } of waiting.values()) reject(error);
      waiting.clear();
    };
    worker.on('error', failed);
    worker.on('exit', (code) => failed(new Error(`the thread that reads the history ended with ${code}`)));
    return started;
  }

  async function end(): Promise<void> {
    clearTimeout(idle);
    const ending = running;
    running = undefined;
    await ending?.worker.terminate();
  }

  return {
    ask(question, facts) {
      if (running !== undefined && running.waiting.size === 0 && performance.now() - running.startedAt > LONGEST_MS)
        void end();
      running ??= start();
      clearTimeout(idle);
      idle = setTimeout(() => void end(), IDLE_MS).unref();
      const asked: Asked = { id: ++count, question, facts };
      const { worker, waiting } = running;
      return new Promise((resolve, reject) => {
        waiting.set(asked.id, { resolve, reject });
        worker.postMessage(asked);
      });
    },
    close: end,
  };
}
