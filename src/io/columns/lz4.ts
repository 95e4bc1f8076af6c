/** LZ4: a block (Parquet's LZ4_RAW), and the frames that Arrow has (github.com/lz4/lz4, doc/). */

const MAGIC = 0x184d2204;
const STORED = 0x8000_0000;

/** @throws RangeError where the block is damaged, or has another length than `bytes` */
export function lz4Block(packed: Uint8Array, bytes: number): Uint8Array {
  const output = new Uint8Array(bytes);
  const end = unpackBlock(packed, output, 0);
  if (end !== bytes) throw new RangeError(`an LZ4 block has ${end} bytes instead of ${bytes}`);
  return output;
}

/** @throws RangeError where a frame is damaged, or has another length than `bytes` */
export function lz4Frame(packed: Uint8Array, bytes: number): Uint8Array {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  if (packed.length < 7 || view.getUint32(0, true) !== MAGIC) throw new RangeError('no LZ4 frame');
  const flags = packed[4]!;
  const [hasBlockSums, hasSize, hasDictionary] = [flags & 0x10, flags & 0x08, flags & 0x01];
  const output = new Uint8Array(bytes);
  // Magic number, flags, block sizes, content size, dictionary, checksum of these.
  let at = 7 + (hasSize ? 8 : 0) + (hasDictionary ? 4 : 0);
  let to = 0;
  for (;;) {
    const size = view.getUint32(at, true);
    at += 4;
    if (size === 0) break;
    const length = size & ~STORED;
    const block = packed.subarray(at, at + length);
    if (block.length < length) throw new RangeError('an LZ4 block is cut off');
    if (size & STORED) {
      output.set(block, to);
      to += length;
    } else to = unpackBlock(block, output, to);
    at += length + (hasBlockSums ? 4 : 0);
  }
  if (to !== bytes) throw new RangeError(`an LZ4 frame has ${to} bytes instead of ${bytes}`);
  return output;
}

/** Writes a block from `to` on, which may repeat what stands before; gives where it ends. */
function unpackBlock(block: Uint8Array, output: Uint8Array, start: number): number {
  let at = 0;
  let to = start;
  const lengthOf = (nibble: number): number => {
    let length = nibble;
    for (let byte = nibble === 15 ? 255 : 0; byte === 255; length += byte) {
      if (at >= block.length) throw new RangeError('an LZ4 length is cut off');
      byte = block[at++]!;
    }
    return length;
  };
  while (at < block.length) {
    const token = block[at++]!;
    const literals = lengthOf(token >> 4);
    if (at + literals > block.length || to + literals > output.length)
      throw new RangeError('LZ4 literals go too far');
    output.set(block.subarray(at, at + literals), to);
    at += literals;
    to += literals;
    // The last sequence has no match.
    if (at === block.length) break;
    if (at + 2 > block.length) throw new RangeError('an LZ4 offset is cut off');
    const offset = block[at]! | (block[at + 1]! << 8);
    at += 2;
    const match = lengthOf(token & 15) + 4;
    if (offset === 0 || offset > to || to + match > output.length)
      throw new RangeError('an LZ4 match goes too far');
    // It may reach into what it writes.
    if (offset >= match) output.copyWithin(to, to - offset, to - offset + match);
    else for (let i = 0; i < match; i++) output[to + i] = output[to + i - offset]!;
    to += match;
  }
  return to;
}
