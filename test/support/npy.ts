/** A minimal NPY 1.0 file of doubles with one axis. */
export function npy(values: readonly number[]): Buffer {
  const header = `{'descr': '<f8', 'fortran_order': False, 'shape': (${values.length},), }`;
  const padded = header.padEnd(64 * Math.ceil((header.length + 11) / 64) - 11, ' ');
  const head = Buffer.alloc(10);
  head.write('\x93NUMPY\x01\x00', 'latin1');
  head.writeUInt16LE(padded.length + 1, 8);
  return Buffer.concat([head, Buffer.from(`${padded}\n`), Buffer.from(Float64Array.from(values).buffer)]);
}
