/** Writing a file whole or not at all. */
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
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
  // A signal must not leave half a file behind.
  const interrupted = (signal: NodeJS.Signals) => {
    if (temporary !== undefined) rmSync(temporary, { force: true });
    process.kill(process.pid, signal);
  };
  for (const signal of SIGNALS) process.once(signal, interrupted);
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
  } finally {
    for (const signal of SIGNALS) process.removeListener(signal, interrupted);
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

async function describeTarget(file: string): Promise<{ target: string; mode?: number }> {
  const target = await realpath(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return path.resolve(file);
    throw error;
  });
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
 * @param inputs files that are read, which the result must not replace; `-` and undefined are none
 * @throws LossauditError `write-failed`
 */
export async function checkWritable(file: string, inputs: readonly (string | undefined)[] = []): Promise<void> {
  try {
    const { target } = await describeTarget(file);
    await access(path.dirname(target), constants.W_OK);
    for (const input of inputs) {
      if (input === undefined || input === '-' || (await realpath(input).catch(() => path.resolve(input))) !== target)
        continue;
      throw new LossauditError(
        'write-failed',
        { file, reason: 'it is an input of this command, or written already' },
        { where: file },
      );
    }
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new LossauditError('write-failed', { file, reason: reasonText(error) }, { where: file, cause: error });
  }
}
