/** Runs of small numbers, as Parquet has them for levels and dictionary indices (RLE and bit-packed). */

/**
 * Reads `count` numbers of `width` bits.
 * @throws RangeError where the bytes do not hold them
 */
export function readRuns(bytes: Uint8Array, width: number, count: number): Uint32Array {
  if (width > 32) throw new RangeError(`numbers of ${width} bits`);
  const output = new Uint32Array(count);
  let at = 0;
  let done = 0;
  const byte = () => {
    const value = bytes[at++];
    if (value === undefined) throw new RangeError('runs are cut off');
    return value;
  };
  while (done < count) {
    let header = 0;
    for (let shift = 0, more = true; more; shift += 7) {
      const next = byte();
      header += (next & 0x7f) * 2 ** shift;
      more = next >= 0x80;
      if (shift > 28) throw new RangeError('a run has no length');
    }
    const length = Math.floor(header / 2);
    if (header % 2 === 0) {
      let value = 0;
      for (let i = 0; i < Math.ceil(width / 8); i++) value += byte() * 2 ** (8 * i);
      if (length === 0) throw new RangeError('a run of nothing');
      output.fill(value, done, done + length);
      done += length;
      continue;
    }
    // Groups of eight numbers; those behind the last that is wanted are padding.
    const wanted = Math.min(length * 8, count - done);
    if (length === 0 || at + Math.ceil((wanted * width) / 8) > bytes.length)
      throw new RangeError('runs are cut off');
    for (let i = 0, bit = at * 8; i < wanted; i++, bit += width) output[done + i] = bitsAt(bytes, bit, width);
    at += length * width;
    done += wanted;
  }
  return output;
}

function bitsAt(bytes: Uint8Array, bit: number, width: number): number {
  let value = 0;
  for (let taken = 0; taken < width; ) {
    const offset = (bit + taken) % 8;
    const take = Math.min(8 - offset, width - taken);
    value += ((bytes[Math.floor((bit + taken) / 8)]! >> offset) & (2 ** take - 1)) * 2 ** taken;
    taken += take;
  }
  return value;
}

/** Bits of the largest of such levels. */
export function levelBits(largest: number): number {
  return 32 - Math.clz32(largest);
}
