/** The messages of an Arrow IPC file or stream (arrow.apache.org, format/Columnar.rst, and format/*.fbs). */
import type { ByteSource } from '../bytes.js';
import { FlatTable } from './flatbuffer.js';

const MAGIC = 'ARROW1';
const LARGEST_MESSAGE = 2 ** 26;
const CONTINUES = 0xffff_ffff;
const SCHEMA = 1;
const RECORDS = 3;

export interface RecordBatch {
  readonly rows: number;
  /** Of each field, depth first: elements, and how many are null. */
  readonly nodes: readonly (readonly number[])[];
  /** Of each buffer, in the same order: where it is in the body, and its bytes. */
  readonly buffers: readonly (readonly number[])[];
  /** How many further buffers each view has. */
  readonly variadic: readonly number[];
  readonly codec: 'LZ4_FRAME' | 'ZSTD' | undefined;
  /** Where its body is in the file. */
  readonly body: number;
  readonly bodyBytes: number;
}

export interface ArrowMessages {
  readonly schema: FlatTable;
  readonly batches: readonly RecordBatch[];
}

/** @throws RangeError, Error where the file is damaged */
export async function readMessages(bytes: ByteSource): Promise<ArrowMessages> {
  const start = Buffer.alloc(Math.min(8, bytes.size));
  await bytes.read(start, 0);
  return start.toString('latin1', 0, 6) === MAGIC ? ofFile(bytes) : ofStream(bytes);
}

async function ofFile(bytes: ByteSource): Promise<ArrowMessages> {
  if (bytes.size < 20) throw new RangeError(`it ends after ${bytes.size} bytes`);
  const end = Buffer.alloc(10);
  await bytes.read(end, bytes.size - 10);
  if (end.toString('latin1', 4) !== MAGIC) throw new RangeError('it does not end with ARROW1');
  const length = end.readInt32LE(0);
  if (length < 4 || length > bytes.size - 18 || length > LARGEST_MESSAGE)
    throw new RangeError(`its footer should have ${length} bytes`);
  const footer = FlatTable.root(await view(bytes, bytes.size - 10 - length, length));
  const schema = footer.table(1);
  if (!schema) throw new Error('it has no schema');
  const batches: RecordBatch[] = [];
  for (const [offset = 0] of footer.structures(3, 3)) {
    const message = await readMessage(bytes, offset);
    if (message?.kind !== RECORDS) throw new Error('a block of its footer is no record batch');
    batches.push(batchOf(message));
  }
  return { schema, batches };
}

async function ofStream(bytes: ByteSource): Promise<ArrowMessages> {
  let schema: FlatTable | undefined;
  const batches: RecordBatch[] = [];
  for (let at = 0; at < bytes.size; ) {
    const message = await readMessage(bytes, at);
    if (!message) break;
    if (message.kind === SCHEMA) schema ??= message.header;
    if (message.kind === RECORDS) batches.push(batchOf(message));
    at = message.body + message.bodyBytes;
  }
  if (!schema) throw new Error('it has no schema');
  return { schema, batches };
}

interface Message {
  readonly kind: number;
  readonly header: FlatTable;
  readonly body: number;
  readonly bodyBytes: number;
}

/** Undefined where the stream ends. */
async function readMessage(bytes: ByteSource, at: number): Promise<Message | undefined> {
  const start = await view(bytes, at, 8);
  const isContinued = start.getUint32(0, true) === CONTINUES;
  const length = start.getInt32(isContinued ? 4 : 0, true);
  if (length === 0) return undefined;
  const from = at + (isContinued ? 8 : 4);
  if (length < 0 || length > LARGEST_MESSAGE) throw new RangeError(`a message of ${length} bytes`);
  const message = FlatTable.root(await view(bytes, from, length));
  const header = message.table(2);
  const [body, bodyBytes] = [from + length, message.int64(3)];
  if (!header || !(bodyBytes >= 0 && body + bodyBytes <= bytes.size))
    throw new RangeError(`a message with ${bodyBytes} bytes of data`);
  return { kind: message.int8(1) ?? 0, header, body, bodyBytes };
}

function batchOf({ header, body, bodyBytes }: Message): RecordBatch {
  const compression = header.table(3);
  const codec = compression && ([undefined, 'LZ4_FRAME', 'ZSTD'] as const)[(compression.int8(0) ?? 0) + 1];
  if (compression && (!codec || (compression.int8(1) ?? 0) !== 0))
    throw new Error('a compression that is not known');
  return {
    rows: header.int64(0),
    nodes: header.structures(1, 2),
    buffers: header.structures(2, 2),
    variadic: header.structures(4, 1).map(([count = 0]) => count),
    codec,
    body,
    bodyBytes,
  };
}

async function view(bytes: ByteSource, at: number, length: number): Promise<DataView> {
  if (!(at >= 0 && at + length <= bytes.size)) throw new RangeError('a message goes too far');
  const block = new Uint8Array(length);
  await bytes.read(block, at);
  return new DataView(block.buffer);
}
