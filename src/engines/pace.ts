/**
 * Long work lets the event loop turn, so that signals, timers and the messages of workers are noticed
 * meanwhile.
 */
import { setImmediate } from 'node:timers/promises';
import { LossauditError } from '../errors.js';

export interface EvaluateOptions {
  /** Stops the work: it is rejected with the error `aborted`, whose cause is the signal's reason. */
  readonly signal?: AbortSignal;
  /** Hears now and then what part of the work is done, from 0 to 1, and of the end. */
  readonly progress?: (part: number) => void;
}

/**
 * Work between two turns of the event loop: short beside what a person notices, long beside what a turn
 * costs.
 */
const WORK_MS = 50;
let turned = performance.now();

/**
 * Has this thread worked for so long that the event loop should turn? Asked often: no promise is made for the
 * answer.
 */
export function isDue(): boolean {
  return performance.now() - turned > WORK_MS;
}

/** @throws LossauditError `aborted` */
export async function turn(options: EvaluateOptions, part: number): Promise<void> {
  await setImmediate();
  turned = performance.now();
  requireGoing(options);
  options.progress?.(part);
}

/** @throws LossauditError `aborted` */
export function requireGoing({ signal }: EvaluateOptions): void {
  if (signal?.aborted) throw new LossauditError('aborted', {}, { cause: signal.reason });
}

/** The options of part `i` of `n` equal parts of some work. */
export function partOf<O extends EvaluateOptions>(options: O, i: number, n: number): O {
  const { progress } = options;
  return progress && n > 1 ? { ...options, progress: (part: number) => progress((i + part) / n) } : options;
}
