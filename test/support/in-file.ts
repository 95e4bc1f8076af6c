import { type NdArray, sliceRows } from '../../src/tensor/ndarray.js';
import type { StoredArray } from '../../src/tensor/stored.js';

/**
 * An array as if it were read from a file: each run of rows overwrites the one before.
 * @param log hears `open` and `close`
 */
export function inFile({ dtype, shape, data }: NdArray, log: string[]): StoredArray {
  return {
    dtype,
    shape,
    origin: { file: 'test' },
    async open() {
      log.push('open');
      const buffer = new Float64Array(data.length);
      return {
        async read(from, to) {
          const rows = sliceRows({ dtype, shape, data }, from, to).data;
          buffer.fill(Number.NaN);
          buffer.set(rows);
          return buffer.subarray(0, rows.length);
        },
        async close() {
          log.push('close');
        },
      };
    },
  };
}
