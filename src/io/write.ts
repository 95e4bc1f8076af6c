/** Writing a file whole or not at all. */
import { linkSync, readFileSync, renameSync, rmSync, type Stats, statSync } from 'node:fs';
import {
  access,
  constants,
  type FileHandle,
  lstat,
  open,
  realpath,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import { LossauditError } from '../errors.js';
import { isSystemError, reasonText } from './open.js';

/**
 * Writes beside the file and renames, so that a reader or a crash sees the old content or the new, never a
 * part. An existing file keeps its mode, and its owner where we may give it; of a symbolic link, the file
 * that it names is replaced.
 * @param replaces what the file must still hold, or that there is none
 * @throws LossauditError `write-failed`, `file-exists`; no temporary file stays behind
 */
export async function writeFileAtomically(
  file: string,
  content: string | Uint8Array | Iterable<string>,
  replaces?: Uint8Array | 'nothing',
): Promise<void> {
  let temporary: string | undefined;
  let handle: FileHandle | undefined;
  // A signal must not leave half a file behind.
  const interrupted = (signal: NodeJS.Signals) => {
    if (temporary !== undefined) rmSync(temporary, { force: true });
    process.kill(process.pid, signal);
  };
  for (const signal of SIGNALS) process.once(signal, interrupted);
  try {
    const { target, before } = await describeTarget(file);
    // A folder lets us replace what its owner protects.
    if (before) await access(target, constants.W_OK);
    // It takes 6 ms to load.
    const { randomBytes } = await import('node:crypto');
    // No part of the file's own name, which may be as long as names can be.
    temporary = path.join(path.dirname(target), `.lossaudit-${randomBytes(6).toString('hex')}.tmp`);
    handle = await open(temporary, 'wx', before && before.mode & 0o7777);
    if (before) await takeOver(handle, before);
    await writeFile(handle, content);
    await handle.sync();
    await handle.close();
    handle = undefined;
    if (replaces === 'nothing') await linkNew(temporary, target, file);
    else {
      if (replaces) requireUnchanged(file, target, replaces);
      renameSync(temporary, target);
    }
  } catch (error) {
    await handle?.close().catch(() => {});
    if (temporary !== undefined) await rm(temporary, { force: true }).catch(() => {});
    throw writeError(error, file);
  } finally {
    for (const signal of SIGNALS) process.removeListener(signal, interrupted);
  }
}

/** @throws LossauditError `file-exists`, of a link that leads nowhere, too */
export async function requireAbsent(file: string): Promise<void> {
  const found = await lstat(file).catch(() => undefined);
  if (found) throw new LossauditError('file-exists', { file }, { where: file });
}

/**
 * Writes a file where none is, and never over one that comes meanwhile.
 * @throws LossauditError `file-exists`, `write-failed`; no part of it stays behind
 */
export async function writeNewFile(file: string, content: string | Iterable<string>): Promise<void> {
  await requireAbsent(file);
  await writeFileAtomically(file, content, 'nothing');
}

/** The name comes with the whole content, unless it came meanwhile: a rename would replace that file. */
async function linkNew(temporary: string, target: string, file: string): Promise<void> {
  try {
    linkSync(temporary, target);
    rmSync(temporary);
  } catch (error) {
    await requireAbsent(file);
    // A file system without links.
    if (!isSystemError(error)) throw error;
    renameSync(temporary, target);
  }
}

/** The error of a failed write, in the user's words. */
export function writeError(error: unknown, file: string): unknown {
  if (!isSystemError(error)) return error;
  return new LossauditError(
    'write-failed',
    { file, reason: reasonText(error) },
    { where: file, cause: error },
  );
}

/** Owner, group and mode of the file that is replaced. */
async function takeOver(handle: FileHandle, { uid, gid, mode }: Stats): Promise<void> {
  const own = await handle.stat();
  if (own.uid !== uid || own.gid !== gid) {
    // Only root gives files away; a group one belongs to may be kept.
    await handle.chown(uid, gid).catch(() => handle.chown(own.uid, gid).catch(() => {}));
  }
  // After chown, which takes bits away; the mode given to open() is narrowed by the umask.
  await handle.chmod(mode & 0o7777);
}

/** Synchronous, right before the rename: what is written in between would be lost. */
function requireUnchanged(file: string, target: string, content: Uint8Array): void {
  const stamp = () => {
    const s = statSync(target, { bigint: true, throwIfNoEntry: false });
    return s && [s.ino, s.size, s.mtimeNs, s.ctimeNs].join();
  };
  const before = stamp();
  const same =
    before !== undefined && statSync(target).size === content.length && readFileSync(target).equals(content);
  if (same && stamp() === before) return;
  const reason = 'it was changed by another program meanwhile; run the command again';
  throw new LossauditError('write-failed', { file, reason }, { where: file });
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

async function describeTarget(file: string): Promise<{ target: string; before?: Stats }> {
  const target = await realpath(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return path.resolve(file);
    throw error;
  });
  const before = await stat(target).catch(() => undefined);
  const refuse = (reason: string) => new LossauditError('write-failed', { file, reason }, { where: file });
  // What ends like a folder is none that exists: path.resolve() would make a file of it.
  const folder = file.endsWith('/') || file.endsWith(path.sep);
  if (before?.isDirectory() || folder) throw refuse(before ? 'it is a folder' : 'there is no such folder');
  if (before && !before.isFile()) throw refuse('it is not a regular file');
  if (before && before.nlink > 1)
    throw refuse(`it has ${before.nlink} names (hard links), and the others would keep what it holds now`);
  return { target, before };
}

/**
 * Can `writeFileAtomically` write it? Asked before long work.
 * @param inputs files that are read, which the result must not replace; `-` and undefined are none
 * @throws LossauditError `write-failed`
 */
export async function checkWritable(
  file: string,
  inputs: readonly (string | undefined)[] = [],
): Promise<void> {
  try {
    const { target } = await describeTarget(file);
    await access(path.dirname(target), constants.W_OK);
    for (const input of inputs) {
      if (
        input === undefined ||
        input === '-' ||
        (await realpath(input).catch(() => path.resolve(input))) !== target
      )
        continue;
      throw new LossauditError(
        'write-failed',
        { file, reason: 'it is an input of this command, or written already' },
        { where: file },
      );
    }
  } catch (error) {
    throw writeError(error, file);
  }
}
