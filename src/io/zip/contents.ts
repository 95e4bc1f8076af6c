/** The data of a zip entry, unpacked while it is read: never more in memory than one block. */
import { Readable } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';
import { LossauditError } from '../../errors.js';
import type { ByteSource } from '../bytes.js';
import { damagedZip, type ZipEntry } from './directory.js';
import type { EntrySource } from './entry.js';

const BLOCK = 2 ** 16;
/** Bytes that are summed at once. */
const LARGEST_SUM = 2 ** 26;

/**
 * Deflated bytes as a source that is read forwards; going back starts again.
 * @throws LossauditError `file-damaged` where they do not unpack to what the directory says
 */
export function inflated(data: ByteSource, entry: ZipEntry, where: string): EntrySource {
  let stream = unpacking(data);
  let block: Uint8Array = Buffer.alloc(0);
  /** Where the block starts. */
  let blockStart = 0;

  async function advance(): Promise<void> {
    blockStart += block.length;
    const { value, done } = await stream.next().catch((error: unknown) => {
      if (error instanceof LossauditError || !isZlibError(error)) throw error;
      throw damagedZip(`${entry.name} does not unpack: ${error.message}`, where, error);
    });
    if (done) throw damagedZip(`${entry.name} has ${blockStart} bytes instead of ${entry.bytes}`, where);
    block = value;
    if (blockStart + block.length > entry.bytes)
      throw damagedZip(`${entry.name} has more than the ${entry.bytes} bytes that are promised`, where);
  }

  return {
    size: entry.bytes,
    seeks: false,
    async read(target, position) {
      if (position < blockStart) {
        stream.close();
        [stream, block, blockStart] = [unpacking(data), Buffer.alloc(0), 0];
      }
      for (let done = 0; done < target.length; ) {
        const at = position + done - blockStart;
        if (at >= block.length) {
          await advance();
          continue;
        }
        const part = block.subarray(at, at + target.length - done);
        target.set(part, done);
        done += part.length;
      }
    },
    close: () => stream.close(),
  };
}

function unpacking(data: ByteSource): { next(): Promise<IteratorResult<Uint8Array>>; close(): void } {
  const packed = Readable.from(blocksOf(data), { objectMode: false, highWaterMark: BLOCK });
  const inflate = createInflateRaw({ chunkSize: BLOCK });
  packed.on('error', (error) => inflate.destroy(error));
  const blocks: AsyncIterator<Uint8Array> = packed.pipe(inflate)[Symbol.asyncIterator]();
  return {
    next: () => blocks.next(),
    close() {
      packed.destroy();
      inflate.destroy();
    },
  };
}

async function* blocksOf(data: ByteSource): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < data.size; at += BLOCK) {
    const block = Buffer.alloc(Math.min(BLOCK, data.size - at));
    await data.read(block, at);
    yield block;
  }
}

function isZlibError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && /^Z_/.test(String(error.code));
}

/**
 * The same bytes. Once all were read, in their order but for steps back, their checksum has to be the one
 * that is written. Whoever reads some of them only, as a worker reads its own rows, does not learn it: so
 * somebody has to read the array from its first row to its last.
 */
export function checkedSum(source: EntrySource, entry: ZipEntry, where: string): EntrySource {
  let sum = 0;
  /** Of how many bytes it is the sum. */
  let summed = 0;
  return {
    size: source.size,
    seeks: source.seeks,
    async read(target, position) {
      await source.read(target, position);
      if (position > summed || position + target.length <= summed) return;
      for (const end = position + target.length; summed < end; ) {
        const block = target.subarray(summed - position, summed - position + LARGEST_SUM);
        sum = crc32(block, sum);
        summed += block.length;
      }
      if (summed === source.size && sum !== entry.crc)
        throw damagedZip(`the checksum of ${entry.name} is wrong`, where);
    },
    close: () => source.close(),
  };
}
