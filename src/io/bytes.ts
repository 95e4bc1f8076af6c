/** Bytes to read from by position: a file, or an array in memory. */
import { readSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { LossauditError } from '../errors.js';

/** Linux reads at most 2^31 - 4096 bytes per call. */
const LARGEST_READ = 2 ** 30;
/** So little is read at once: handing it to another thread takes ten times as long as reading it. */
const SMALL_READ = 2 ** 15;

export interface ByteSource {
  readonly size: number;
  /** Fills the whole of `target` from the byte `position` on. */
  read(target: Uint8Array, position: number): Promise<void>;
}

/** @param source how errors call the file */
export async function byteSource(
  file: FileHandle | Uint8Array | ByteSource,
  source: string,
): Promise<ByteSource> {
  if ('size' in file) return file;
  if (file instanceof Uint8Array) {
    return {
      size: file.length,
      async read(target, position) {
        target.set(file.subarray(position, position + target.length));
      },
    };
  }
  const { size } = await file.stat();
  return {
    size,
    async read(target, position) {
      for (let done = 0; done < target.length; ) {
        const length = Math.min(target.length - done, LARGEST_READ);
        const bytesRead =
          length > SMALL_READ
            ? (await file.read(target, done, length, position + done)).bytesRead
            : readSync(file.fd, target, done, length, position + done);
        if (bytesRead === 0) throw new LossauditError('file-changed', { file: source }, { where: source });
        done += bytesRead;
      }
    },
  };
}

/** `size` bytes from `start` on, as if they were a file of their own. The caller has checked both. */
export function section(bytes: ByteSource, start: number, size: number): ByteSource {
  return { size, read: (target, position) => bytes.read(target, start + position) };
}

/** The bytes of a typed array. */
export function bytesOf(array: ArrayBufferView): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

/** Reverses the bytes of each item, in place. */
export function swapBytes(bytes: Uint8Array, itemBytes: number): void {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (itemBytes === 2) buffer.swap16();
  else if (itemBytes === 4) buffer.swap32();
  else if (itemBytes === 8) buffer.swap64();
  else if (itemBytes > 1)
    for (let i = 0; i < bytes.length; i += itemBytes) bytes.subarray(i, i + itemBytes).reverse();
}
