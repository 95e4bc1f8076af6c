/** One entry of a zip archive as bytes: its local header checked against the directory, then its data. */
import { LossauditError } from '../../errors.js';
import { type ByteSource, section } from '../bytes.js';
import { checkedSum, inflated } from './contents.js';
import { damagedZip, LOCAL_BYTES, sizesOf, type ZipEntry } from './directory.js';

const LOCAL = 0x04034b50;
const STORED = 0;
const DEFLATED = 8;
const METHODS: ReadonlyMap<number, string> = new Map([
  [9, 'deflate64'],
  [12, 'bzip2'],
  [14, 'lzma'],
  [93, 'zstd'],
  [95, 'xz'],
]);
/** Bits of the flags: encrypted in any of three ways; sizes stand behind the data. */
const ENCRYPTED = 0x2041;
const SIZES_BEHIND = 0x8;
/** Deflate's longest match, 258 bytes, takes two bits at least. */
const LARGEST_RATIO = 1032;

/** The uncompressed bytes of an entry; to be closed when they are read. */
export interface EntrySource extends ByteSource {
  /** Is a step back as cheap as one forwards? */
  readonly seeks: boolean;
  close(): void;
}

/** @throws LossauditError `file-damaged`, `zip-unsupported` */
export async function openEntry(bytes: ByteSource, entry: ZipEntry, where: string): Promise<EntrySource> {
  const { name, method, compressedBytes } = entry;
  if (entry.flags & ENCRYPTED) {
    const hint = 'Unpack it with its password and name the NPY files in it.';
    throw new LossauditError('zip-unsupported', { name, problem: 'is encrypted', hint }, { where });
  }
  if (method !== STORED && method !== DEFLATED) {
    const problem = `is compressed by ${METHODS.get(method) ?? `method ${method}`}`;
    const hint = 'Write it with np.savez or np.savez_compressed.';
    throw new LossauditError('zip-unsupported', { name, problem, hint }, { where });
  }
  const start = await dataStart(bytes, entry, where);
  if (start + compressedBytes > entry.limit)
    throw damagedZip(`${name} does not end before the next entry starts`, where);
  if (method === STORED && compressedBytes !== entry.bytes)
    throw damagedZip(
      `${name} is stored with ${compressedBytes} bytes and said to have ${entry.bytes}`,
      where,
    );
  if (method === DEFLATED && entry.bytes > compressedBytes * LARGEST_RATIO)
    throw damagedZip(`${name} cannot have ${entry.bytes} bytes, packed into ${compressedBytes}`, where);
  const data = section(bytes, start, compressedBytes);
  const contents = method === STORED ? { ...data, seeks: true, close() {} } : inflated(data, entry, where);
  return checkedSum(contents, entry, where);
}

async function dataStart(bytes: ByteSource, entry: ZipEntry, where: string): Promise<number> {
  const { name } = entry;
  const differs = (what: string) =>
    damagedZip(`${name} has another ${what} there than in the directory`, where);
  const fixed = Buffer.alloc(LOCAL_BYTES);
  await bytes.read(fixed, entry.offset);
  if (fixed.readUInt32LE(0) !== LOCAL) throw damagedZip(`${name} is not where the directory says`, where);
  const [nameBytes, extraBytes] = [fixed.readUInt16LE(26), fixed.readUInt16LE(28)];
  const start = entry.offset + LOCAL_BYTES + nameBytes + extraBytes;
  if (start > entry.limit) throw damagedZip(`${name} does not end before the next entry starts`, where);
  const rest = Buffer.alloc(nameBytes + extraBytes);
  await bytes.read(rest, entry.offset + LOCAL_BYTES);
  if (rest.toString('utf8', 0, nameBytes) !== name) throw differs('name');
  if (fixed.readUInt16LE(8) !== entry.method) throw differs('method');
  if ((fixed.readUInt16LE(6) ^ entry.flags) & (ENCRYPTED | SIZES_BEHIND)) throw differs('kind');
  if (entry.flags & SIZES_BEHIND) return start;
  const written = { bytes: fixed.readUInt32LE(22), compressedBytes: fixed.readUInt32LE(18) };
  const sizes = sizesOf(written, rest.subarray(nameBytes), () => differs('size'));
  if (sizes.bytes !== entry.bytes || sizes.compressedBytes !== entry.compressedBytes) throw differs('size');
  if (fixed.readUInt32LE(14) !== entry.crc) throw differs('checksum');
  return start;
}
