/** Patterns of file names, `shards/*.npy`: the files of one array, which follow each other in their order. */
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { LossauditError } from '../errors.js';
import { fileError } from './open.js';
import type { LoadContext } from './opened.js';
import { resolveInside } from './roots.js';

/** Of one pattern. */
const MOST_FILES = 10_000;

/**
 * The files that a pattern names, as the user would name them; undefined of a file's own name, which may have
 * such signs, too.
 * @throws LossauditError `no-shards`, `too-many-shards`, `outside-root`
 */
export async function shardsNamed(
  file: string,
  { key: where, baseDir, roots }: LoadContext,
): Promise<readonly string[] | undefined> {
  if (!isPattern(file) || (await isThere(path.resolve(baseDir, file)))) return undefined;
  const parts = file.split(/[/\\]/);
  const first = parts.findIndex(isPattern);
  const start = parts.slice(0, first).join('/') || (file.startsWith('/') ? '/' : '');
  let found = [start];
  for (const [i, part] of parts.slice(first).entries()) {
    const isLast = first + i === parts.length - 1;
    const next: string[] = [];
    for (const folder of found) {
      if (!isPattern(part)) {
        const name = joined(folder, part);
        if (await isThere(path.resolve(baseDir, name))) next.push(name);
        continue;
      }
      for (const entry of await entriesOf(folder, { baseDir, roots, where })) {
        if (!matches(entry.name, part) || (!isLast && !entry.isFolder)) continue;
        if (isLast && entry.isFolder) continue;
        next.push(joined(folder, entry.name));
      }
      if (next.length > MOST_FILES)
        throw new LossauditError('too-many-shards', { pattern: file, limit: MOST_FILES }, { where });
    }
    found = next;
  }
  if (found.length === 0) {
    const folder = path.resolve(baseDir, start);
    throw new LossauditError('no-shards', { pattern: file, folder }, { where });
  }
  return found.sort(naturally);
}

function isPattern(text: string): boolean {
  return /[*?]/.test(text);
}

async function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

function joined(folder: string, name: string): string {
  return folder === '' || folder.endsWith('/') ? folder + name : `${folder}/${name}`;
}

interface Place {
  readonly baseDir: string;
  readonly roots?: readonly string[];
  readonly where: string;
}

/** What is in a folder that may be read; links count as what they lead to. */
async function entriesOf(
  folder: string,
  { baseDir, roots, where }: Place,
): Promise<{ name: string; isFolder: boolean }[]> {
  const shown = folder || '.';
  const real = await resolveInside(shown, baseDir, roots, where);
  const entries = await readdir(real, { withFileTypes: true }).catch((error: unknown) => {
    throw fileError(error, shown, where);
  });
  return Promise.all(
    entries.map(async (entry) => {
      const isLink = entry.isSymbolicLink();
      const stats = isLink ? await stat(path.join(real, entry.name)).catch(() => undefined) : entry;
      return { name: entry.name, isFolder: stats?.isDirectory() ?? false };
    }),
  );
}

/**
 * `*` stands for any characters, `?` for one; names that start with a dot are hidden from both. A step back
 * goes to the last `*` only, so that no pattern takes long.
 */
export function matches(name: string, pattern: string): boolean {
  if (name.startsWith('.') && !pattern.startsWith('.')) return false;
  const [letters, signs] = [[...name], [...pattern]];
  let [at, sign] = [0, 0];
  let star = -1;
  let starAt = 0;
  while (at < letters.length) {
    if (signs[sign] === '*') {
      star = sign++;
      starAt = at;
    } else if (sign < signs.length && (signs[sign] === '?' || signs[sign] === letters[at])) {
      sign++;
      at++;
    } else if (star >= 0) {
      sign = star + 1;
      at = ++starAt;
    } else return false;
  }
  return signs.slice(sign).every((s) => s === '*');
}

/** Numbers in names by their value, however long: shard-2 stands before shard-10. The rest by its letters. */
export function naturally(a: string, b: string): number {
  const [left, right] = [piecesOf(a), piecesOf(b)];
  for (const [i, one] of left.entries()) {
    const other = right[i];
    if (other === undefined) return 1;
    const bothNumbers = /^\d/.test(one) && /^\d/.test(other);
    const order = bothNumbers ? compare(BigInt(one), BigInt(other)) : compare(one, other);
    if (order !== 0) return order;
  }
  return left.length - right.length || compare(a, b);
}

/** Folders end a piece: what is in `a/` stands before what is in `a-b/`. */
function piecesOf(name: string): string[] {
  return name.match(/\d+|\/|[^\d/]+/g) ?? [];
}

function compare<T extends string | bigint>(a: T, b: T): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
