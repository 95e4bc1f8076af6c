/**
 * Memory for large arrays: asked for before it is taken, because a system that has none left kills without a
 * word.
 */
import { freemem, totalmem } from 'node:os';
import { LossauditError } from '../errors.js';

/** Arrays below this size are not worth asking for. */
const LARGE = 2 ** 28;
/** A typed array of Node 20 and 22 holds no more bytes. */
export const LARGEST_ARRAY = 2 ** 32;

/** A zeroed typed array, or the error that there is no memory for it. */
export function allocate<A extends ArrayBufferView>(Storage: new (length: number) => A, length: number): A {
  const { BYTES_PER_ELEMENT = 1 } = Storage as { BYTES_PER_ELEMENT?: number };
  const bytes = length * BYTES_PER_ELEMENT;
  requireMemory(bytes);
  try {
    return new Storage(length);
  } catch (cause) {
    throw new LossauditError('out-of-memory', { bytes }, { cause });
  }
}

/**
 * @param arrays how many the bytes are those of, where it is not one
 * @throws LossauditError `out-of-memory` where the machine, or the container, has not that much left
 */
export function requireMemory(bytes: number, hint?: string, arrays?: number): void {
  if (bytes < LARGE) return;
  const free = freeBytes();
  if (bytes > free) throw new LossauditError('out-of-memory', { bytes, free, hint, arrays });
}

function freeBytes(): number {
  // Only Linux says what programs could still get; elsewhere memory that holds old files counts as taken.
  const machine = process.platform === 'linux' ? freemem() : totalmem();
  const container = process.constrainedMemory() || Number.POSITIVE_INFINITY;
  return Math.max(0, Math.min(machine, container - process.memoryUsage.rss()));
}

/** What V8 says when an array, a text or a table is larger than it can be. */
const TOO_LARGE =
  /^(Invalid (typed )?array length|Array buffer allocation failed|Invalid string length|Worker terminated due to reaching memory limit|Cannot create a string longer|(Map|Set) maximum size exceeded)/;

/**
 * The last net: sizes that no check foresaw are the input's fault, not a bug. Other errors come back as they
 * are.
 */
export function memoryError(error: unknown): unknown {
  const known = error instanceof Error && TOO_LARGE.test(error.message);
  return known ? new LossauditError('out-of-memory', {}, { cause: error }) : error;
}
