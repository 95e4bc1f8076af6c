/** The JSON Schemas that come with the package, and how an audit file names the one of audits. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';

/** @param name `audit` @returns the file's text */
export function schemaText(name: string): Promise<string> {
  return readFile(new URL(`../schema/${name}.schema.json`, import.meta.url), 'utf8');
}

/**
 * Where editors find the schema from a folder: beside the project's own lossaudit, as Node would find it.
 * Undefined where none is installed for the folder: a path to this machine's would be wrong elsewhere.
 */
export function installedSchema(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const file = join(at, 'node_modules', 'lossaudit', 'schema', 'audit.schema.json');
    if (existsSync(file)) return asReference(relative(folder, file));
    if (at === dirname(at)) return undefined;
  }
}

/** A relative path as JSON files name it. */
function asReference(path: string): string {
  const written = path.split(sep).join('/');
  return written.startsWith('.') ? written : `./${written}`;
}
