/** The audit itself: a file, or standard input. */
import path from 'node:path';
import { LossauditError } from '../errors.js';
import { allocate } from '../tensor/memory.js';
import { byteSource } from './bytes.js';
import { fileError, openRegularFile, reasonText } from './open.js';

export interface Input {
  readonly bytes: Uint8Array;
  /** How errors call it: the path as given, or `standard input`. */
  readonly source: string;
  /** The folder that its paths are relative to: the file's, or the working directory. */
  readonly baseDir: string;
}

const STDIN_NAME = 'standard input';
/** A JSON text; larger arrays belong into NPY files. */
export const MAX_BYTES = 2 ** 31;
const CHUNK = 1 << 18;

/** What is used of `process.stdin`. */
interface InputStream extends AsyncIterable<Uint8Array> {
  readonly isTTY?: boolean;
}

/**
 * Reads a file, or standard input when the name is `-`.
 * @throws LossauditError for missing, unreadable, empty and too large files, folders, devices, and for a
 * terminal
 */
export async function readInput(
  pathOrDash: string,
  stdin: () => InputStream = () => process.stdin,
): Promise<Input> {
  if (pathOrDash === '-')
    return { bytes: await readStream(stdin()), source: STDIN_NAME, baseDir: process.cwd() };
  const { handle, size } = await openRegularFile(pathOrDash, pathOrDash, pathOrDash);
  try {
    checkLimit(size, pathOrDash);
    const bytes = allocate(Uint8Array, size);
    await (await byteSource(handle, pathOrDash)).read(bytes, 0);
    return { bytes, source: pathOrDash, baseDir: path.dirname(path.resolve(pathOrDash)) };
  } catch (error) {
    throw fileError(error, pathOrDash, pathOrDash);
  } finally {
    await handle.close();
  }
}

interface ChunkOptions {
  readonly stdin?: () => InputStream;
  /** Hears what part of a file is read, from 0 to 1; of standard input nobody knows. */
  readonly progress?: (part: number) => void;
}

/** A long text such as a log in pieces; a piece is only valid until the next one is asked for. */
export async function* readChunks(
  pathOrDash: string,
  { stdin = () => process.stdin, progress }: ChunkOptions = {},
): AsyncIterable<Uint8Array> {
  if (pathOrDash === '-') {
    yield* streamChunks(stdin());
    return;
  }
  const { handle, size } = await openRegularFile(pathOrDash, pathOrDash, pathOrDash);
  try {
    const buffer = new Uint8Array(CHUNK);
    for (let read = 0; ; ) {
      const { bytesRead } = await handle.read(buffer, 0, CHUNK);
      if (bytesRead === 0) return;
      read += bytesRead;
      // A file may grow while it is read.
      progress?.(Math.min(1, read / size));
      yield buffer.subarray(0, bytesRead);
    }
  } catch (error) {
    throw fileError(error, pathOrDash, pathOrDash);
  } finally {
    await handle.close();
  }
}

async function* streamChunks(stream: InputStream): AsyncIterable<Uint8Array> {
  if (stream.isTTY) throw new LossauditError('stdin-terminal', {}, { where: STDIN_NAME });
  let size = 0;
  try {
    for await (const chunk of stream) {
      size += chunk.length;
      yield chunk;
    }
  } catch (error) {
    if (error instanceof LossauditError || !(error instanceof Error)) throw error;
    const data = { file: STDIN_NAME, reason: reasonText(error) };
    throw new LossauditError('file-unreadable', data, { where: STDIN_NAME, cause: error });
  }
  if (size === 0) throw new LossauditError('file-empty', { file: STDIN_NAME }, { where: STDIN_NAME });
}

async function readStream(stream: InputStream): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of streamChunks(stream)) {
    size += chunk.length;
    checkLimit(size, STDIN_NAME);
    chunks.push(chunk);
  }
  const bytes = allocate(Uint8Array, size);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}

function checkLimit(bytes: number, file: string): void {
  if (bytes > MAX_BYTES)
    throw new LossauditError('file-too-large', { file, bytes, limit: MAX_BYTES }, { where: file });
}
