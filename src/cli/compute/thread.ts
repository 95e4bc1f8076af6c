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
  const worker = new Worker(new URL('./compute-worker.js', import.meta.url), { workerData });
  return {
    ask: (task: PartTask) =>
      new Promise<PartAnswer>((resolve, reject) => {
        const ended = (code: number) => settle(() => reject(new Error(`it ended with code ${code}`)));
        const settle = (how: () => void) => {
          worker.removeAllListeners();
          how();
        };
        worker.once('message', (answer: PartAnswer) => settle(() => resolve(answer)));
        worker.once('error', (error) => settle(() => reject(error)));
        worker.once('exit', ended);
        worker.postMessage(task);
      }),
    end: () => worker.terminate(),
  };
}
