/** Writing a file whole or not at all. */
import { randomBytes } from 'node:crypto';
import { access, constants, type FileHandle, open, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { LossauditError } from '../errors.js';
import { isSystemError, reasonText } from './open.js';

/**
 * Writes beside the file and renames, so that a reader or a crash sees the old content or the new, never a part.
 * An existing file keeps its mode; of a symbolic link, the file that it names is replaced.
 * @throws LossauditError `write-failed`; no temporary file stays behind
 */
export async function writeFileAtomically(
  file: string,
  content: string | Uint8Array | Iterable<string>,
): Promise<void> {
  let temporary: string | undefined;
  let handle: FileHandle | undefined;
  try {
    const { target, mode } = await describeTarget(file);
    temporary = path.join(
      path.dirname(target),
      `.${path.basename(target).slice(0, 100)}.${randomBytes(6).toString('hex')}.tmp`,
    );
    handle = await open(temporary, 'wx', mode);
    // The mode given to open() is narrowed by the umask; that of an existing file is kept as it is.
    if (mode !== undefined) await handle.chmod(mode);
    await writeFile(handle, content);
    await handle.sync();
    await handle.close();
    handle = undefined;
    await rename(temporary, target);
  } catch (error) {
    await handle?.close().catch(() => {});
    if (temporary !== undefined) await rm(temporary, { force: true }).catch(() => {});
    if (!isSystemError(error)) throw error;
    throw new LossauditError('write-failed', { file, reason: reasonText(error) }, { where: file, cause: error });
  }
}

async function describeTarget(file: string): Promise<{ target: string; mode?: number }> {
  const target = await realpath(file).catch(() => path.resolve(file));
  const stats = await stat(target).catch(() => undefined);
  if (stats === undefined) return { target };
  if (!stats.isFile()) {
    const reason = stats.isDirectory() ? 'it is a folder' : 'it is not a regular file';
    throw new LossauditError('write-failed', { file, reason }, { where: file });
  }
  return { target, mode: stats.mode & 0o7777 };
}

/**
 * Can `writeFileAtomically` write it? Asked before long work.
 * @throws LossauditError `write-failed`
 */
export async function checkWritable(file: string): Promise<void> {
  try {
    const { target } = await describeTarget(file);
    await access(path.dirname(target), constants.W_OK);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new LossauditError('write-failed', { file, reason: reasonText(error) }, { where: file, cause: error });
  }
}
