/** The audits that files are about which are no audits themselves: arrays that audits name. */
import { closeSync, existsSync, openSync, readSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { type JsonValue, parseJson } from '../../io/json.js';
import { type FoundAudit, searchFolder } from './find.js';
import { filesNamed, type NamedFile } from './named-files.js';
import { readAuditFile } from './read.js';

/** What an audit is called that is checked when it changes, whatever it holds. */
const AUDIT = /\.audit\.json$/;

/**
 * Of the working directory, the audits that are among the changed files, name one of them, or name one that
 * is not there: nobody lists what was removed. Only those with reference values, and all that are called
 * `.audit.json`.
 */
export function auditsOfChanged(changed: readonly string[]): FoundAudit[] {
  const names = new Set(changed.flatMap(namesOf));
  const isChanged = (path: string) => namesOf(path).some((name) => names.has(name));
  const own = changed.filter((path) => AUDIT.test(path) && existsSync(path));
  const concerned = auditsBelow().filter(
    ({ path, files, expects }) =>
      expects &&
      (isChanged(path) || files.some(({ file, sure }) => isChanged(file) || (sure && !existsSync(file)))),
  );
  return once([...own, ...concerned.map(({ path }) => path)]);
}

/** An array in the place of an audit stands for the audits of the working directory that name it. */
export function withNamers(found: readonly FoundAudit[]): FoundAudit[] {
  if (!found.some(isArray)) return [...found];
  const below = auditsBelow();
  const all = found.flatMap((audit) => {
    if (!isArray(audit)) return audit;
    const names = new Set(namesOf(audit.path));
    const naming = below.filter(({ files }) =>
      files.some(({ file }) => namesOf(file).some((name) => names.has(name))),
    );
    if (naming.length > 0) return naming.map(({ path }): FoundAudit => ({ path, searched: false }));
    return existsSync(audit.path) ? { ...audit, unnamed: true as const } : audit;
  });
  const paths = new Map(all.map((audit) => [real(audit.path) ?? audit.path, audit]));
  return [...paths.values()];
}

function once(paths: readonly string[]): FoundAudit[] {
  const byName = new Map(paths.map((path) => [real(path) ?? path, path]));
  return [...byName.values()].map((path) => ({ path, searched: false }));
}

/** A file that was named and does not begin as an object of JSON does; one that is gone may have been one. */
function isArray({ path, searched, problem }: FoundAudit): boolean {
  if (searched || problem !== undefined || path.endsWith('.json')) return false;
  if (!existsSync(path)) return true;
  if (!statSync(path).isFile()) return false;
  const head = Buffer.alloc(512);
  const file = openSync(path, 'r');
  try {
    const text = head.toString('utf8', 0, readSync(file, head, 0, head.length, 0));
    return text !== '' && !/^\ufeff?\s*(?:\{|$)/.test(text);
  } finally {
    closeSync(file);
  }
}

interface Below {
  readonly path: string;
  /** Their paths are those from the working directory. */
  readonly files: readonly NamedFile[];
  /** It has reference values. */
  readonly expects: boolean;
}

function auditsBelow(): Below[] {
  return searchFolder('.', []).flatMap((found): Below[] => {
    const value = parsed(found);
    if (value === undefined) return [];
    const folder = dirname(found.path);
    const files = [...filesNamed(value)].map(({ file, sure }) => ({ file: resolve(folder, file), sure }));
    const expects = typeof value === 'object' && value !== null && 'expect' in value;
    return [{ path: found.path, files, expects }];
  });
}

/** Undefined of what is no audit, or cannot be read: the latter is told when it is named. */
function parsed(found: FoundAudit): JsonValue | undefined {
  try {
    const bytes = readAuditFile(found);
    return bytes && parseJson(bytes, found.path).value;
  } catch {
    return undefined;
  }
}

/** The names of a file: as it is written, and where links lead, if only those of its folder. */
function namesOf(path: string): string[] {
  const written = resolve(path);
  const folder = dirname(written);
  return [written, real(written) ?? join(real(folder) ?? folder, basename(written))];
}

function real(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
