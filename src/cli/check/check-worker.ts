/** One worker thread of `check --jobs`: sends each result as it is there. */
import { parentPort, workerData } from 'node:worker_threads';
import { inTurn, type WorkerResult } from './paths.js';

const send = (index: number, result: WorkerResult['result']) =>
  parentPort?.postMessage({ index, result } satisfies WorkerResult);
await inTurn(workerData.found, workerData.run, undefined, send);
