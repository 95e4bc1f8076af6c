/** `--save`: the audit that file and flags made, as a file that gives the same result. */
import { realpathSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import type { Audit } from '../audit/audit.js';
import { withArraySpecs } from '../audit/document.js';
import { overlaid } from '../audit/overlay.js';
import { withFiles } from '../io/array-files.js';
import { documentJson } from '../io/json-text.js';
import { contains } from '../io/roots.js';
import { checkWritable, requireAbsent, writeFileAtomically, writeNewFile } from '../io/write.js';
import type { AnyArray } from '../tensor/stored.js';
import { oneLine } from '../text/printable.js';
import { shellWord } from '../text/shell.js';
import { overridesOf } from './flags/audit.js';
import type { CliIo } from './io.js';
import { filesNamed, type ReadFile } from './load-audit.js';
import { type AuditFlags, usageError } from './options.js';

export interface SaveFlags extends AuditFlags {
  save?: string;
  force?: boolean;
  output?: string;
}

/** Before anything is computed. @throws LossauditError for what cannot be written */
export async function requireSavable(flags: SaveFlags): Promise<void> {
  const { save, force, output } = flags;
  if (save === undefined) {
    if (force) throw usageError('--force belongs to --save', 'It lets --save replace a file.');
    return;
  }
  if (save === '-')
    throw usageError(
      '--save writes a file',
      'Standard output is for the result: name a file, --save audit.json.',
    );
  if (!force) await requireAbsent(save);
  // The audit's own file may be replaced by what flags made of it; arrays may not.
  await checkWritable(save, [output, ...filesNamed(undefined, flags)]);
}

/** @param given the file that was read, unless flags made the audit */
export async function saveAudit(
  save: string,
  audit: Audit<AnyArray>,
  given: ReadFile | undefined,
  flags: SaveFlags,
  io: CliIo,
): Promise<void> {
  const document = overlaid(given?.document, await overridesOf(flags), audit.file);
  const files = new FilesFrom(save, given?.baseDir ?? '.');
  const value = withArraySpecs(document, audit, {
    array: (spec, key) =>
      withFiles(spec, (file) => files.renamed(file, document.flagOf(key) === undefined ? undefined : '.')),
    schema: (schema) => schemaFrom(schema, files),
  });
  await checkWritable(save, files.read);
  const text = [...documentJson(value, document.textAt), '\n'];
  if (flags.force) await writeFileAtomically(save, text);
  else await writeNewFile(save, text);
  const roots = files.outside();
  if (roots.length === 0) return;
  const options = roots.map((root) => `--root ${shellWord(root)}`).join(' ');
  const command = `lossaudit compute ${shellWord(save)} ${options}`;
  io.err(`lossaudit: ${oneLine(`${save} names files outside its folder: ${command}`)}\n`);
}

/** Names of files as the saved audit has them: relative to it. */
class FilesFrom {
  readonly #folder: string;
  /** Absolute. */
  readonly read: string[] = [];

  constructor(
    save: string,
    /** Of names in the file that was read. */
    private readonly baseDir: string,
  ) {
    this.#folder = dirname(resolve(save));
  }

  /** @param base the folder that the name is relative to */
  renamed(file: string, base = this.baseDir): string {
    const path = resolve(base, file);
    this.read.push(path);
    return relative(this.#folder, path).split(sep).join('/');
  }

  /** Of a file that is not read. */
  beside(file: string): string {
    return relative(this.#folder, resolve(this.baseDir, file)).split(sep).join('/');
  }

  /** Folders that an audit there may not read without being told. */
  outside(): string[] {
    const roots = [this.#folder, '.'].map(real);
    const out = this.read.map(real).filter((path) => !roots.some((root) => contains(root, path)));
    return [...new Set(out.map((path) => relative('.', dirname(path)).split(sep).join('/')))];
  }
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}

/** What editors read is a path, too, unless it is an address. */
function schemaFrom(schema: string, files: FilesFrom): string {
  const local = !/^[a-z][a-z\d+.-]*:/i.test(schema) && !isAbsolute(schema) && schema !== '';
  return local ? files.beside(schema) : schema;
}
