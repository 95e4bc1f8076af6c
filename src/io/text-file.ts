/** A text file of arrays, read whole. */
import { LossauditError } from '../errors.js';
import { allocate } from '../tensor/memory.js';
import { byteSource } from './bytes.js';
import type { FileRequest } from './format.js';
import { MAX_BYTES } from './input.js';
import { textStart } from './utf8.js';

export interface TextFile {
  readonly bytes: Buffer;
  /** Behind a byte order mark. */
  readonly start: number;
}

/** @throws LossauditError `file-too-large`, `json-encoding` */
export async function readText({ handle, size, file, where }: FileRequest): Promise<TextFile> {
  if (size > MAX_BYTES)
    throw new LossauditError('file-too-large', { file, bytes: size, limit: MAX_BYTES }, { where });
  const all = allocate(Uint8Array, size);
  await (await byteSource(handle, where)).read(all, 0);
  const bytes = Buffer.from(all.buffer);
  return { bytes, start: textStart(bytes, where) };
}
