/** The audit that a command's file argument and flags mean. */
import type { Audit } from '../audit/audit.js';
import { readAudit } from '../audit/read.js';
import { LossauditError } from '../errors.js';
import { readInput } from '../io/input.js';
import type { JsonDocument } from '../io/json.js';
import type { AuditFlags } from './options.js';

/** A file that was read already. */
interface ReadFile {
  readonly document: JsonDocument;
  readonly source: string;
  readonly baseDir: string;
}

/** @param file a path, `-` for standard input, a parsed file, or undefined when the flags make the audit */
export async function loadAudit(file: string | ReadFile | undefined, flags: AuditFlags): Promise<Audit> {
  const overrides = {
    framework: flags.framework,
    loss: flags.loss,
    params: flags.param,
    y_true: flags.yTrue,
    y_pred: flags.yPred,
    mask: flags.mask,
    sample_weight: flags.sampleWeight,
    batch_size: flags.batchSize,
    dtype: flags.dtype,
    reported: flags.reported,
  };
  const roots = flags.root ?? [];
  if (file === undefined) {
    if (!flags.loss && !flags.yTrue && !flags.yPred) {
      throw new LossauditError('usage', {
        message: 'No audit given',
        hint: 'Give a file: lossaudit compute audit.json, or --loss, --y-true and --y-pred.',
      });
    }
    return readAudit(undefined, overrides, { source: 'flags', baseDir: process.cwd(), roots });
  }
  if (typeof file !== 'string') {
    const { document, source, baseDir } = file;
    return readAudit(document, overrides, { source, baseDir, roots });
  }
  const { bytes, source, baseDir } = await readInput(file);
  return readAudit(bytes, overrides, { source, baseDir, roots });
}
