/** A worker thread of `compute --jobs`, as the main thread sees it. */
import { Worker } from 'node:worker_threads';
import type { AuditFlags } from '../options.js';
import type { PartAnswer, PartTask, PartWorker } from './parts.js';

/** What the thread makes its audit of. */
export interface ThreadData {
  readonly file: string | undefined;
  readonly flags: AuditFlags;
  readonly version: string;
}

export function partThread(workerData: ThreadData): PartWorker {
  // The name that it has in dist/.
  const worker = new Worker(new URL('./compute-worker.js', import.meta.url), {
    workerData,
    // What is short-lived is small: a larger nursery takes memory and gives nothing.
    resourceLimits: { maxYoungGenerationSizeMb: 4 },
  });
  return {
    ask: (task: PartTask) =>
      new Promise<PartAnswer>((resolve, reject) => {
        const answered = (answer: PartAnswer) => settle(() => resolve(answer));
        const failed = (error: unknown) => settle(() => reject(error));
        const ended = (code: number) => settle(() => reject(new Error(`it ended with code ${code}`)));
        const settle = (how: () => void) => {
          // Each by itself: a worker has listeners of its own, without which it hears nothing any more.
          worker.off('message', answered).off('error', failed).off('exit', ended);
          how();
        };
        worker.on('message', answered).on('error', failed).on('exit', ended);
        worker.postMessage(task);
      }),
    end: () => worker.terminate(),
  };
}
