/** What a backend's sums accumulate in, measured. */
import type { Tfjs } from './ops.js';

export type Accumulator = 'float64' | 'float32-running' | 'float32-tree';

/**
 * Sums 2^24, then ones, then −2^24. In float64 every one counts. A running float32 sum loses every one,
 * because 2^24 + 1 is not a float32; a sum in blocks or a tree loses only those that meet 2^24.
 */
export function measureAccumulator(tf: Tfjs): Accumulator {
  const ones = 4096;
  const values = new Float32Array(ones + 2).fill(1);
  values[0] = 2 ** 24;
  values[ones + 1] = -(2 ** 24);
  const tensor = tf.tensor1d(values);
  const sum = tf.sum(tensor);
  const [found] = sum.dataSync();
  tf.dispose([tensor, sum]);
  if (found === ones) return 'float64';
  return found === 0 ? 'float32-running' : 'float32-tree';
}
