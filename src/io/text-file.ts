/** A text file of arrays, read whole. */
import { LossauditError } from '../errors.js';
import { allocate } from '../tensor/memory.js';
import { byteSource } from './bytes.js';
import type { FileRequest } from './format.js';
import { MAX_BYTES } from './input.js';
import { textStart } from './utf8.js';

const BYTE_ORDER_MARK = Buffer.from('\ufeff');

export interface TextFile {
  readonly bytes: Buffer;
  /** Behind a byte order mark. */
  readonly start: number;
}

/**
 * Not looked at for its encoding: JSON is UTF-8, of a CSV file only numbers and names are read.
 * @throws LossauditError `file-too-large`
 */
async function readText({ handle, size, file, where }: FileRequest): Promise<TextFile> {
  if (size > MAX_BYTES)
    throw new LossauditError('file-too-large', { file, bytes: size, limit: MAX_BYTES }, { where });
  const all = allocate(Uint8Array, size);
  await (await byteSource(handle, where)).read(all, 0);
  const bytes = Buffer.from(all.buffer);
  return { bytes, start: bytes.subarray(0, 3).equals(BYTE_ORDER_MARK) ? 3 : 0 };
}

/** @throws LossauditError `file-too-large`; `json-encoding` where it is not UTF-8 */
export async function readUtf8(request: FileRequest): Promise<TextFile> {
  const { bytes } = await readText(request);
  return { bytes, start: textStart(bytes, request.where) };
}
