/**
 * Which files an audit may name: those in its own folder, the working directory and the folders of --root.
 */
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { LossauditError } from '../errors.js';
import { fileError } from './open.js';

/**
 * The real path of `file`, symbolic links resolved, if it lies in one of the roots.
 * @param roots undefined: it may lie anywhere
 * @throws LossauditError `outside-root`, whether or not such a file exists outside; `file-not-found` inside
 */
export async function resolveInside(
  file: string,
  baseDir: string,
  roots: readonly string[] | undefined,
  where: string,
): Promise<string> {
  const named = path.resolve(baseDir, file);
  if (roots === undefined)
    return realpath(named).catch((error: unknown) => {
      throw fileError(error, file, where);
    });
  const realRoots = await Promise.all(roots.map((root) => realpath(root).catch(() => path.resolve(root))));
  const outside = (at = named) =>
    new LossauditError('outside-root', { file, dir: path.dirname(at) }, { where });
  try {
    const real = await realpath(named);
    // Of a link in one of the roots the folder that it leads to is to be named.
    const linked = [...roots.map((root) => path.resolve(root)), ...realRoots].some((r) => contains(r, named));
    if (!realRoots.some((root) => contains(root, real))) throw outside(linked ? real : named);
    return real;
  } catch (error) {
    if (error instanceof LossauditError) throw error;
    const isInside = [...roots.map((root) => path.resolve(root)), ...realRoots].some((root) =>
      contains(root, named),
    );
    throw isInside ? fileError(error, file, where) : outside();
  }
}

/** Is it the folder itself, or something below it? Both are real paths. */
export function contains(root: string, file: string): boolean {
  const relative = path.relative(root, file);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}
