/**
 * The central directory of a zip archive (PKWARE's APPNOTE.TXT, sections 4.3 and 4.4), with the records of
 * zip64. Nothing is believed: every place has to lie in the file, and no two entries may share bytes.
 */
import { LossauditError } from '../../errors.js';
import type { ByteSource } from '../bytes.js';

const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const ENTRY = 0x02014b50;
const END_BYTES = 22;
const ENTRY_BYTES = 46;
export const LOCAL_BYTES = 30;
/** A comment of 65,535 bytes may stand behind the end record. */
const LARGEST_COMMENT = 2 ** 16 - 1;
/** Names and places of some hundred thousand entries. */
const LARGEST_DIRECTORY = 2 ** 25;
/** A 32-bit field of this value stands in the zip64 record instead, a 16-bit one likewise. */
const IN_ZIP64 = 0xffff_ffff;
const FEW_IN_ZIP64 = 0xffff;

export interface ZipEntry {
  readonly name: string;
  readonly flags: number;
  /** 0: stored; 8: deflated. */
  readonly method: number;
  readonly crc: number;
  readonly compressedBytes: number;
  readonly bytes: number;
  /** Where its local header starts. */
  readonly offset: number;
  /** Where the next entry starts, or the directory: its bytes end before. */
  readonly limit: number;
}

/** @throws LossauditError `file-damaged` */
export function damagedZip(problem: string, where: string, cause?: unknown): LossauditError {
  const hint = 'It was cut off or changed while it was written or copied: write it again with np.savez.';
  return new LossauditError('file-damaged', { kind: 'zip archive', problem, hint }, { where, cause });
}

/** The entries, in the order of the directory. @throws LossauditError `file-damaged` */
export async function readDirectory(bytes: ByteSource, where: string): Promise<ZipEntry[]> {
  const { entries, size, offset } = await findDirectory(bytes, where);
  if (size > LARGEST_DIRECTORY)
    throw damagedZip(`its directory has ${size} bytes; at most ${LARGEST_DIRECTORY} are read`, where);
  const directory = Buffer.alloc(size);
  await bytes.read(directory, offset);
  const found: Omit<ZipEntry, 'limit'>[] = [];
  let at = 0;
  while (at < size) {
    if (at + ENTRY_BYTES > size || directory.readUInt32LE(at) !== ENTRY)
      throw damagedZip(`there is no entry at byte ${at} of its directory`, where);
    const lengths = [28, 30, 32].map((field) => directory.readUInt16LE(at + field));
    const end = at + ENTRY_BYTES + lengths.reduce((a, b) => a + b);
    if (end > size) throw damagedZip('its directory ends within an entry', where);
    found.push(parseEntry(directory.subarray(at, end), where));
    at = end;
  }
  if (found.length !== entries)
    throw damagedZip(`its directory has ${found.length} entries; its end promises ${entries}`, where);
  return withLimits(found, offset, where);
}

interface Directory {
  readonly entries: number;
  readonly size: number;
  readonly offset: number;
}

async function findDirectory(bytes: ByteSource, where: string): Promise<Directory> {
  const length = Math.min(bytes.size, END_BYTES + LARGEST_COMMENT);
  const tail = Buffer.alloc(length);
  await bytes.read(tail, bytes.size - length);
  let at = length - END_BYTES;
  // The comment reaches to the end of the file; what only looks like an end record has another length.
  while (at >= 0 && (tail.readUInt32LE(at) !== END || at + END_BYTES + tail.readUInt16LE(at + 20) !== length))
    at--;
  if (at < 0) throw damagedZip('it has no directory at its end', where);
  const end = bytes.size - length + at;
  const disks = [4, 6].map((field) => tail.readUInt16LE(at + field));
  const short = {
    entries: tail.readUInt16LE(at + 10),
    size: tail.readUInt32LE(at + 12),
    offset: tail.readUInt32LE(at + 16),
  };
  const found = (await zip64Directory(bytes, end, where)) ?? { ...short, end };
  const isShort = short.entries < FEW_IN_ZIP64 && short.size < IN_ZIP64 && short.offset < IN_ZIP64;
  const differs =
    found.entries !== short.entries || found.size !== short.size || found.offset !== short.offset;
  if (isShort && differs) throw damagedZip('its two end records differ', where);
  if (disks.some((disk) => disk !== 0 && disk !== FEW_IN_ZIP64))
    throw damagedZip('it is one part of several files', where);
  if (found.offset + found.size !== found.end)
    throw damagedZip('its directory is not where its end says', where);
  return found;
}

/** The record that zip64 puts before the end; undefined without one. */
async function zip64Directory(
  bytes: ByteSource,
  end: number,
  where: string,
): Promise<(Directory & { end: number }) | undefined> {
  if (end < 20) return undefined;
  const locator = Buffer.alloc(20);
  await bytes.read(locator, end - 20);
  if (locator.readUInt32LE(0) !== LOCATOR_64) return undefined;
  const offset = Number(locator.readBigUInt64LE(8));
  const record = Buffer.alloc(56);
  if (offset + 56 > end - 20) throw damagedZip('its zip64 end record lies outside', where);
  await bytes.read(record, offset);
  if (record.readUInt32LE(0) !== END_64) throw damagedZip('it has no zip64 end record', where);
  return {
    entries: Number(record.readBigUInt64LE(32)),
    size: Number(record.readBigUInt64LE(40)),
    offset: Number(record.readBigUInt64LE(48)),
    end: offset,
  };
}

function parseEntry(entry: Buffer, where: string): Omit<ZipEntry, 'limit'> {
  const nameEnd = ENTRY_BYTES + entry.readUInt16LE(28);
  const extra = entry.subarray(nameEnd, nameEnd + entry.readUInt16LE(30));
  const name = entry.toString('utf8', ENTRY_BYTES, nameEnd);
  const fields = { bytes: entry.readUInt32LE(24), compressedBytes: entry.readUInt32LE(20) };
  const { bytes, compressedBytes, offset } = sizesOf(
    { ...fields, offset: entry.readUInt32LE(42) },
    extra,
    () => damagedZip(`the sizes of ${name} are missing`, where),
  );
  const [flags, method] = [entry.readUInt16LE(8), entry.readUInt16LE(10)];
  return { name, flags, method, crc: entry.readUInt32LE(16), compressedBytes, bytes, offset };
}

/** Sizes and offset, those that do not fit taken from the zip64 extra field, in this order. */
export function sizesOf<S extends { bytes: number; compressedBytes: number; offset?: number }>(
  sizes: S,
  extra: Buffer,
  missing: () => LossauditError,
): S {
  const long = zip64Extra(extra);
  const result = { ...sizes };
  let at = 0;
  for (const key of ['bytes', 'compressedBytes', 'offset'] as const) {
    if (result[key] !== IN_ZIP64) continue;
    if (long === undefined || at + 8 > long.length) throw missing();
    result[key] = Number(long.readBigUInt64LE(at));
    at += 8;
  }
  return result;
}

function zip64Extra(extra: Buffer): Buffer | undefined {
  for (let at = 0; at + 4 <= extra.length; ) {
    const end = at + 4 + extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === 1) return extra.subarray(at + 4, Math.min(end, extra.length));
    at = end;
  }
  return undefined;
}

/** Entries that share bytes are how a small file pretends to hold a large one. */
function withLimits(entries: Omit<ZipEntry, 'limit'>[], directory: number, where: string): ZipEntry[] {
  const byOffset = [...entries.keys()].sort((a, b) => entries[a]!.offset - entries[b]!.offset);
  const limits = new Map(
    byOffset.map((entry, i) => [entry, entries[byOffset[i + 1] ?? -1]?.offset ?? directory]),
  );
  return entries.map((entry, i) => {
    const limit = limits.get(i)!;
    if (entry.offset + LOCAL_BYTES + entry.compressedBytes > limit)
      throw damagedZip(`${entry.name} does not end before the next entry starts`, where);
    return { ...entry, limit };
  });
}
