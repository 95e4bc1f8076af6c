/** Files of arrays while they are open: recognised, and known again when they are opened again. */
import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { LossauditError } from '../errors.js';
import { byteSource } from './bytes.js';
import { detectFormat } from './detect.js';
import { type ArrayFile, type ArrayFormat, type FileRequest, HEAD_BYTES } from './format.js';
import { fileError, openRegularFile } from './open.js';
import { resolveInside } from './roots.js';
import type { Shards } from './sharded.js';

export interface LoadContext {
  /** What the array is, as the user names it: `outputs.main.y_pred`, `--y-true`. */
  readonly key: string;
  /** Folder of the audit file: paths are relative to it. */
  readonly baseDir: string;
  /**
   * Folders whose files may be read: the audit file's, the working directory, those of --root; none are given
   * of what a flag names, which may lie anywhere.
   */
  readonly roots?: readonly string[];
  /** Is told of each pattern which files it names, and how many rows each has. */
  readonly onShards?: (shards: Shards & { readonly rows: readonly number[] }) => void;
}

/** An open file of arrays. */
export interface OpenedArrays {
  readonly format: ArrayFormat;
  readonly arrays: ArrayFile;
  readonly size: number;
  /** What tells whether it was changed or replaced. */
  readonly stats: Stats;
  /** @throws LossauditError `file-changed` where it was changed while it was open */
  requireSame(before?: Stats): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a file of arrays for as long as `use` takes.
 * @throws LossauditError where it cannot be opened, its format is not read, or it was changed meanwhile
 */
export async function withArrays<T>(
  file: string,
  context: LoadContext,
  use: (opened: OpenedArrays) => Promise<T>,
): Promise<T> {
  const opened = await openArrays(file, context);
  try {
    const result = await use(opened);
    await opened.requireSame();
    return result;
  } catch (error) {
    throw fileError(error, file, context.key);
  } finally {
    await opened.close();
  }
}

/**
 * The caller closes it.
 * @throws LossauditError `format-unsupported`; what the format says of a damaged file
 */
export async function openArrays(
  file: string,
  { key: slot, baseDir, roots }: LoadContext,
): Promise<OpenedArrays> {
  const path = await resolveInside(file, baseDir, roots, slot);
  const { handle, size } = await openRegularFile(path, file, slot);
  try {
    const where = slot === '' ? file : `${slot}: ${file}`;
    const stats = await handle.stat();
    return {
      ...(await recognised({ handle, size, file, slot, where })),
      size,
      stats,
      async requireSame(before = stats) {
        // What another file has replaced does not change; that its name leads elsewhere tells it.
        const named = await stat(resolve(baseDir, file)).catch(() => undefined);
        if (!named || !isSame(before, named) || !isSame(before, await handle.stat()))
          throw new LossauditError('file-changed', { file }, { where });
      },
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw fileError(error, file, slot);
  }
}

/** Nothing was written to it, and no other file has its place. */
function isSame(a: Stats, b: Stats): boolean {
  return a.size === b.size && a.mtimeMs === b.mtimeMs && a.ino === b.ino && a.dev === b.dev;
}

async function recognised(request: FileRequest): Promise<{ format: ArrayFormat; arrays: ArrayFile }> {
  const { handle, size, file, slot, where } = request;
  const head = new Uint8Array(Math.min(size, HEAD_BYTES));
  await (await byteSource(handle, where)).read(head, 0);
  const format = detectFormat(head);
  const { name, hint, open } = format;
  if (!open) throw new LossauditError('format-unsupported', { file, format: name, hint }, { where: slot });
  return { format, arrays: await open(request) };
}
