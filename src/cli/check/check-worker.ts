/** One worker thread of `check --jobs`. */
import { parentPort, workerData } from 'node:worker_threads';
import { inTurn } from './paths.js';

parentPort?.postMessage(await inTurn(workerData.found, workerData.run));
