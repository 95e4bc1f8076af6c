/**
 * An audit file's bytes, read once its kind and size are known. Synchronous: for small files that is a tenth
 * of the time.
 */
import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, statSync } from 'node:fs';
import { LossauditError } from '../../errors.js';
import { MAX_BYTES } from '../../io/input.js';
import { fileError } from '../../io/open.js';
import { allocate } from '../../tensor/memory.js';
import type { FoundAudit } from './find.js';

/** A file of a folder is searched in pieces of this size before it is read. */
const PIECE = 2 ** 20;
const SMALL = new Uint8Array(2 ** 14);
/** The longest word that is looked for, less one byte: pieces overlap by so much. */
const OVERLAP = 16;

/**
 * @returns undefined for a file of a folder that is no audit
 * @throws LossauditError
 */
export function readAuditFile({
  path,
  searched,
  problem,
  regular,
  unnamed,
}: FoundAudit): Uint8Array | undefined {
  if (problem !== undefined) throw unreadable(path, problem);
  if (unnamed) throw new LossauditError('no-audit-names', { file: path });
  try {
    // A link may lead to a device that never ends; opening a pipe would wait for its writer.
    if (!regular && !statSync(path).isFile()) throw unreadable(path, 'it is no regular file');
    const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      if (regular) {
        // Most are small and read at once: their size need not be asked for.
        const got = readSync(file, SMALL, 0, SMALL.length, 0);
        if (got < SMALL.length) {
          const bytes = SMALL.slice(0, got);
          return searched && !new Words().in(bytes) ? undefined : bytes;
        }
      }
      const stats = fstatSync(file);
      if (!stats.isFile()) throw unreadable(path, 'it is no regular file');
      return readOpen(file, stats.size, path, searched);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    const known = fileError(error, path, '');
    const gone = known instanceof LossauditError && known.code === 'file-not-found';
    throw gone && isLink(path)
      ? new LossauditError('file-not-found', { file: path, link: true }, { cause: error })
      : known;
  }
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}

function unreadable(file: string, reason: string): LossauditError {
  return new LossauditError('file-unreadable', { file, reason });
}

function readOpen(file: number, size: number, path: string, searched: boolean): Uint8Array | undefined {
  if (searched && size > PIECE && !holdsAudit(file)) return undefined;
  if (size > MAX_BYTES)
    throw new LossauditError('file-too-large', { file: path, bytes: size, limit: MAX_BYTES });
  const bytes = allocate(Uint8Array, size);
  for (let done = 0; done < size; ) {
    const got = readSync(file, bytes, done, Math.min(size - done, 2 ** 30), done);
    if (got === 0) throw new LossauditError('file-changed', { file: path });
    done += got;
  }
  return searched && !new Words().in(bytes) ? undefined : bytes;
}

/** Looks through a large file without keeping it. */
function holdsAudit(file: number): boolean {
  const words = new Words();
  const piece = Buffer.alloc(PIECE);
  for (let at = 0; ; at += PIECE - OVERLAP) {
    const got = readSync(file, piece, 0, PIECE, at);
    const part = piece.subarray(0, got);
    // No text: images of disks, and files that are one large hole.
    if (at === 0 && part.includes(0)) return false;
    if (words.in(part)) return true;
    if (got < PIECE) return false;
  }
}

/** Arrays that an audit names; a loss without targets has others (`anchor`), as `inputs`. */
const ARRAYS = ['"y_true"', '"y_pred"', '"target"', '"inputs"'] as const;

/** Could it be an audit? Only files that speak of a loss or outputs, and of its arrays, are parsed. */
class Words {
  private arrays = false;
  private loss = false;
  /** A JSON Schema speaks of all of them: `init` writes one beside audits. */
  private schema = false;

  in(part: Uint8Array): boolean {
    const text = Buffer.from(part.buffer, part.byteOffset, part.byteLength);
    this.arrays ||= ARRAYS.some((key) => text.includes(key));
    this.loss ||= text.includes('"loss"') || text.includes('"outputs"');
    this.schema ||= text.includes('"$defs"');
    return this.arrays && this.loss && !this.schema;
  }
}
