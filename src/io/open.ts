/** Opening what a user named: regular files only, with a clear error for everything else. */
import { constants, type Stats } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { LossauditError } from '../errors.js';

export interface OpenFile {
  readonly handle: FileHandle;
  readonly size: number;
}

/**
 * Opens a file for reading; the caller closes the handle.
 * @param path what to open
 * @param shown how the user wrote it
 * @param where the key that names it
 * @throws LossauditError `file-not-found`, `file-unreadable`, `not-a-file` or `file-empty`
 */
export async function openRegularFile(path: string, shown: string, where = ''): Promise<OpenFile> {
  try {
    // Opening a named pipe would wait for its writer, so its kind is looked at first.
    checkKind(await stat(path), shown, where);
    const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const stats = await handle.stat();
      checkKind(stats, shown, where);
      if (stats.size === 0) throw new LossauditError('file-empty', { file: shown }, { where });
      return { handle, size: stats.size };
    } catch (error) {
      await handle.close();
      throw error;
    }
  } catch (error) {
    throw fileError(error, shown, where);
  }
}

function checkKind(stats: Stats, file: string, where: string): void {
  if (stats.isFile()) return;
  const throwKind = (kind: string, hint?: string): never => {
    throw new LossauditError('not-a-file', { file, kind, hint }, { where });
  };
  if (stats.isDirectory()) throwKind('a folder', 'Name a file in it.');
  if (stats.isFIFO())
    throwKind(
      'a pipe',
      'Write to a file first; an audit can also come from standard input: lossaudit compute -',
    );
  if (stats.isSocket()) throwKind('a socket');
  throwKind('a device');
}

/** The error of a failed file operation, in the user's words. */
export function fileError(error: unknown, file: string, where: string): unknown {
  if (!isSystemError(error)) return error;
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') {
    return new LossauditError('file-not-found', { file }, { where, cause: error });
  }
  return new LossauditError('file-unreadable', { file, reason: reasonText(error) }, { where, cause: error });
}

/** An error of the operating system, or of a name that it cannot take; not a bug of ours. */
export function isSystemError(error: unknown): error is Error & { code: string } {
  if (!(error instanceof Error) || !('code' in error)) return false;
  return 'syscall' in error || error.code === 'ERR_INVALID_ARG_VALUE';
}

const REASONS = new Map<unknown, string>([
  ['EACCES', 'permission denied'],
  ['EPERM', 'permission denied'],
  ['EISDIR', 'it is a folder'],
  ['ENOENT', 'its folder does not exist'],
  ['EEXIST', 'there is a file of that name'],
  ['ENOTDIR', 'a part of the path is a file, not a folder'],
  ['ELOOP', 'its symbolic links form a circle'],
  ['ENAMETOOLONG', 'the name is too long'],
  ['EMFILE', 'too many open files'],
  ['ENOSPC', 'the disk is full'],
  ['EROFS', 'the disk is read-only'],
  ['EIO', 'the disk reports an error'],
  ['ERR_INVALID_ARG_VALUE', 'the name holds a NUL character'],
]);

/** Why the operating system refused: a phrase for its code. */
export function reasonText(error: Error): string {
  const code = 'code' in error ? error.code : undefined;
  return REASONS.get(code) ?? String(code ?? error.message);
}
