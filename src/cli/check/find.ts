/** The audit files that paths, folders and globs mean. */
import { type Dirent, readdir, readdirSync, realpathSync, type Stats, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { isSystemError, reasonText } from '../../io/open.js';
import { contains } from '../../io/roots.js';
import { Kept } from '../../text/kept.js';

export interface FoundAudit {
  readonly path: string;
  /** Found in a folder or by a glob: skipped when it is no audit. */
  readonly searched: boolean;
  /** Why it could not even be looked at. */
  readonly problem?: string;
  /** It is no audit, and none names it. */
  readonly unnamed?: true;
  /** Its folder says that it is a regular file: it need not be asked once more before it is opened. */
  readonly regular?: boolean;
}

export interface Found {
  /** In the order of the arguments, each file once. */
  readonly audits: FoundAudit[];
  /** Links to folders elsewhere, which are not followed. */
  readonly left: string[];
}

const FOLDERS_KEPT = 1000;

/** What is wrong with one path is that path's result, so nothing throws here. */
export async function findAudits(paths: readonly string[]): Promise<Found> {
  const found = new Map<string, FoundAudit>();
  const left: string[] = [];
  const folders = new Kept<string>(FOLDERS_KEPT);
  // Of what is no link its folder's name is enough.
  const nameOf = ({ path, regular }: FoundAudit) =>
    regular
      ? join(
          folders.get(dirname(path), () => realName(dirname(path))),
          basename(path),
        )
      : realName(path);
  for (const path of paths) {
    for (const audit of await expand(path, left)) {
      const key = nameOf(audit);
      const before = found.get(key);
      if (!before || before.searched) found.set(key, { ...audit, path: before?.path ?? audit.path });
    }
  }
  return { audits: [...found.values()], left };
}

/** A file has many names: `./a.json`, and those of links. */
function realName(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}

async function expand(path: string, left: string[]): Promise<FoundAudit[]> {
  const kind = kindOf(path);
  if (kind?.isDirectory()) return searchFolder(path, left).toSorted(byPath);
  if (kind) return [{ path, searched: false }];
  const { glob, isDynamicPattern } = await import('tinyglobby');
  // One that is not there is that audit's error; it does not stop the others.
  if (!isDynamicPattern(path)) return [{ path, searched: false }];
  const fs = { readdir: onceEach(new Reach()) as typeof readdir };
  const options = { ignore: ['**/node_modules/**'], onlyFiles: true, expandDirectories: false };
  const names = await glob(path, { ...options, fs });
  return names.map((name) => ({ path: shownName(name), searched: true })).toSorted(byPath);
}

/**
 * Which folders are looked into: each once, whatever links lead there, and none outside of where the search
 * began.
 */
class Reach {
  readonly #roots = [realName('.')];
  readonly #seen = new Set<string>();

  /** @returns whether to look into it, or that it is elsewhere */
  take(folder: string): boolean | 'elsewhere' {
    const real = realName(folder);
    // What the user named may be anywhere.
    if (this.#seen.size === 0) this.#roots.push(real);
    if (this.#seen.has(real)) return false;
    this.#seen.add(real);
    return this.#roots.some((root) => contains(root, real)) || 'elsewhere';
  }
}

/** `readdir` for the glob library, which would follow links in circles and over the whole disk. */
function onceEach(reach: Reach) {
  type Listed = (error: NodeJS.ErrnoException | null, entries: Dirent[]) => void;
  return (folder: string, _: unknown, listed: Listed) => {
    if (reach.take(folder) === true) readdir(folder, { withFileTypes: true }, listed);
    else listed(null, []);
  };
}

function byPath(a: FoundAudit, b: FoundAudit): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}

function shownName(path: string): string {
  return relative('.', path).split(sep).join('/') || path;
}

/**
 * JSON files below a folder. Each folder is read once, under its own name rather than a link's; links to
 * folders are followed where they stay inside what is searched or the working directory.
 */
export function searchFolder(start: string, left: string[]): FoundAudit[] {
  const found: FoundAudit[] = [];
  const reach = new Reach();
  const folders = [start];
  const links: string[] = [];
  for (;;) {
    const folder = folders.pop() ?? links.shift();
    if (folder === undefined) return found;
    const taken = reach.take(folder);
    if (taken === 'elsewhere') left.push(shownName(folder));
    if (taken !== true) continue;
    try {
      const shown = relative('.', folder).split(sep).join('/');
      const prefix = shown === '' ? '' : `${shown}/`;
      for (const entry of readdirSync(folder, { withFileTypes: true })) place(entry, folder, prefix);
    } catch (error) {
      if (!isSystemError(error)) throw error;
      found.push({ path: shownName(folder), searched: true, problem: reasonText(error) });
    }
  }

  /** @param prefix the folder as its files' names show it */
  function place(entry: Dirent, folder: string, prefix: string): void {
    const { name } = entry;
    if (name.startsWith('.') || name === 'node_modules') return;
    const named = name.endsWith('.json');
    if (entry.isDirectory()) folders.push(join(folder, name));
    else if (entry.isSymbolicLink() && kindOf(join(folder, name))?.isDirectory())
      links.push(join(folder, name));
    // Pipes, sockets and devices hold no audits; a link that leads to one, or nowhere, is told.
    else if (named && (entry.isFile() || entry.isSymbolicLink()))
      found.push({ path: prefix + name, searched: true, regular: entry.isFile() });
  }
}

/** Undefined where there is nothing, or nothing that can be looked at: reading it will say why. */
function kindOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
