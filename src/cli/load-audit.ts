/** The audit that a command's file argument and flags mean. */
import type { Audit } from '../audit/audit.js';
import type { Overrides } from '../audit/overlay.js';
import { type ReadContext, readAudit, readAuditOfAnySize } from '../audit/read.js';
import { LossauditError } from '../errors.js';
import { batchFile } from '../io/batch-file.js';
import { readInput } from '../io/input.js';
import { type JsonDocument, parseJson } from '../io/json.js';
import { fileNamed } from '../io/load.js';
import type { AnyArray } from '../tensor/stored.js';
import { overridesOf } from './flags/audit.js';
import { isLiteral } from './flags/literal.js';
import type { AuditFlags } from './options.js';

/** A file that was read already. */
export interface ReadFile {
  readonly document: JsonDocument;
  readonly source: string;
  readonly baseDir: string;
}

/** Files that a command line names: what it writes may be none of them. */
export function filesNamed(file: string | undefined, flags: AuditFlags): string[] {
  const { yTrue, yPred, mask, sampleWeight, classWeight, input, param } = flags;
  const arrays = [yTrue, yPred, mask, sampleWeight, classWeight, ...Object.values({ ...input, ...param })];
  const named = arrays.flatMap((text) =>
    text === undefined || isLiteral(text) ? [] : (fileNamed(text) ?? []),
  );
  return file === undefined ? named : [file, ...named];
}

/** @param file a path, or `-` for standard input */
export async function readGiven(file: string): Promise<ReadFile> {
  const batch = await batchFile(file);
  if (batch) return { ...batch, source: file };
  const { bytes, source, baseDir } = await readInput(file);
  return { document: parseJson(bytes, source), source, baseDir };
}

type Given = string | ReadFile | undefined;

/** @param file a path, `-` for standard input, a parsed file, or undefined when the flags make the audit */
export async function loadAudit(file: Given, flags: AuditFlags): Promise<Audit> {
  return loadAuditWith(file, flags, readAudit);
}

/** The same; large arrays stay in their files: see readAuditOfAnySize. */
export async function loadAuditOfAnySize(
  file: Given,
  flags: AuditFlags,
  mostInMemory?: number,
): Promise<Audit<AnyArray>> {
  return loadAuditWith(file, flags, (document, overrides, context) =>
    readAuditOfAnySize(document, overrides, context, mostInMemory),
  );
}

/** @param read what makes the audit of its document and the flags */
export async function loadAuditWith<A>(
  file: Given,
  flags: AuditFlags,
  read: (document: JsonDocument | undefined, overrides: Overrides, context: ReadContext) => Promise<A>,
): Promise<A> {
  const overrides = await overridesOf(flags);
  const roots = flags.root ?? [];
  if (file === undefined) {
    if (!flags.loss && !flags.yTrue && !flags.yPred && !flags.input) {
      throw new LossauditError('usage', {
        message: 'No audit given',
        hint: 'Give a file: lossaudit compute audit.json, or --loss, --y-true and --y-pred.',
      });
    }
    return read(undefined, overrides, { source: 'flags', baseDir: process.cwd(), roots });
  }
  const { document, source, baseDir } = typeof file === 'string' ? await readGiven(file) : file;
  return read(document, overrides, { source, baseDir, roots });
}
