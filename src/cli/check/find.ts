/** The audit files that paths, folders and globs mean. */
import { realpathSync, type Stats, statSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { LossauditError } from '../../errors.js';
import { fileError } from '../../io/open.js';

export interface FoundAudit {
  readonly path: string;
  /** Found in a folder or by a glob: skipped when it is no audit. */
  readonly searched: boolean;
}

/** Files in the order of the arguments, each once. */
export async function findAudits(paths: readonly string[]): Promise<FoundAudit[]> {
  const found = new Map<string, FoundAudit>();
  for (const path of paths) {
    for (const audit of await expand(path)) {
      const key = fileOf(audit.path);
      const before = found.get(key);
      if (!before || before.searched) found.set(key, { ...audit, path: before?.path ?? audit.path });
    }
  }
  return [...found.values()];
}

/** A file has many names: `./a.json`, and those of links. */
function fileOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}

async function expand(path: string): Promise<FoundAudit[]> {
  const stat = kindOf(path);
  if (stat?.isFile()) return [{ path, searched: false }];
  if (stat && !stat.isDirectory())
    throw new LossauditError('file-unreadable', { file: path, reason: 'it is no regular file' });
  const { glob, isDynamicPattern } = await import('tinyglobby');
  // One that is not there is that audit's error; it does not stop the others.
  if (!stat && !isDynamicPattern(path)) return [{ path, searched: false }];
  const cwd = stat ? path : '.';
  const names = await glob(stat ? '**/*.json' : path, {
    cwd,
    ignore: ['**/node_modules/**'],
    onlyFiles: true,
    expandDirectories: false,
  });
  return names
    .map((name) => (stat ? join(path, name) : name))
    .map((name) => relative('.', name).split(sep).join('/') || name)
    .toSorted()
    .map((name) => ({ path: name, searched: true }));
}

function kindOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw fileError(error, path, path);
  }
}

/** Could it be an audit? Only files that speak of a loss or outputs are parsed. */
export function looksLikeAudit(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return text.includes('"y_true"') && (text.includes('"loss"') || text.includes('"outputs"'));
}
