/** The losses of batches that a command's file argument and flags mean. */
import type { Audit } from '../audit/audit.js';
import { auditEngines } from '../audit/engines.js';
import { type GivenLosses, holdsLosses, readLosses } from '../audit/read-losses.js';
import { rowCount } from '../audit/rows.js';
import { auditSource, givenSource } from '../batches/source.js';
import { LossauditError } from '../errors.js';
import type { FrameworkRules } from '../frameworks/framework.js';
import { readInput } from '../io/input.js';
import { parseJson } from '../io/json.js';
import { numberOf } from '../logs/lines/line.js';
import type { ReplaySubject } from '../replay/report.js';
import type { NdArray } from '../tensor/ndarray.js';
import { isUnderflow } from '../text/written-number.js';
import { VERSION } from '../version.js';
import { loadAudit } from './load-audit.js';
import { type AuditFlags, type EngineFlags, usageError } from './options.js';

export interface LossFlags extends AuditFlags, EngineFlags {
  losses?: string;
  sizes?: string;
  tokens?: string;
}

/** What is replayed, wherever its numbers come from. */
export interface ReplayInput extends ReplaySubject {
  readonly rules: FrameworkRules;
  readonly settings: Audit['settings'];
  readonly validation: Readonly<Record<string, number>>;
  /** Where the losses are computed, not given. */
  readonly audit?: Audit;
}

/** @param file a path, `-` for standard input, or undefined when the flags hold the numbers */
export async function readReplay(file: string | undefined, flags: LossFlags): Promise<ReplayInput> {
  if (flags.losses !== undefined) {
    if (file !== undefined) throw usageError('--losses stands for a file', 'Give the one or the other.');
    for (const [flag, value] of Object.entries(ofAudits(flags)))
      if (value !== undefined)
        throw usageError(
          `${flag} belongs to an audit, not to --losses`,
          'The losses are computed already: leave it out.',
        );
    return givenInput(await fromFlags(flags.losses, flags));
  }
  if (flags.sizes ?? flags.tokens)
    throw usageError('--sizes and --tokens belong to --losses', 'Give --losses too.');
  if (file !== undefined) {
    const { bytes, source, baseDir } = await readInput(file);
    const document = parseJson(bytes, source);
    const overrides = { framework: flags.framework, batch_size: flags.batchSize };
    if (holdsLosses(document))
      return givenInput(await readLosses(document, overrides, { source, baseDir, roots: flags.root ?? [] }));
    return auditInput(await loadAudit({ document, source, baseDir }, flags), flags);
  }
  return auditInput(await loadAudit(undefined, flags), flags);
}

/** Flags that say how losses come from arrays. */
function ofAudits(flags: LossFlags): Readonly<Record<string, unknown>> {
  const { loss, param, yTrue, yPred, mask, sampleWeight, dtype, batchSize } = flags;
  return {
    '--loss': loss,
    '--param': param,
    '--y-true': yTrue,
    '--y-pred': yPred,
    '--mask': mask,
    '--sample-weight': sampleWeight,
    '--dtype': dtype,
    '--batch-size': batchSize,
  };
}

async function fromFlags(losses: string, flags: LossFlags): Promise<GivenLosses> {
  const { framework } = flags;
  const perBatch = { loss: listed(losses), size: listed(flags.sizes), tokens: listed(flags.tokens) };
  const file = {
    framework,
    per_batch: Object.fromEntries(Object.entries(perBatch).filter(([, v]) => v !== undefined)),
  };
  return readLosses(file, {}, { source: 'flags', baseDir: process.cwd(), roots: flags.root ?? [] });
}

/** `0.625,0.145,4`, or the name of an array file. */
function listed(text: string | undefined): string | NdArray | undefined {
  if (text === undefined) return undefined;
  const parts = text.split(',').map((t) => t.trim());
  const values = parts.map((t) => numberOf(t));
  const bad = values.indexOf(undefined);
  // A name without a comma may be an array file.
  if (bad >= 0 && values.length > 1 && values.some((x) => x !== undefined))
    throw usageError(
      `${parts[bad] || 'Nothing'} is no number (number ${bad + 1} of ${text})`,
      'A list is written 0.625,0.145,4.',
    );
  if (bad >= 0) return text;
  // As in a file: digits become neither 0 nor infinity.
  const lost = parts.findIndex(
    (t, i) => isUnderflow(t) || (/\d/.test(t) && Math.abs(values[i] ?? 0) === Infinity),
  );
  if (lost >= 0)
    throw usageError(
      `${parts[lost]} is no double: it would become ${values[lost]} (number ${lost + 1} of ${text})`,
      'Doubles go from 5e-324 to 1.7976931348623157e308. Write 0 or Infinity if that is meant.',
    );
  return { dtype: 'float64', shape: [values.length], data: Float64Array.from(values as number[]) };
}

function givenInput(given: GivenLosses): ReplayInput {
  const { name, file, rules, settings, batchSize, validation } = given;
  const framework = `${rules.framework}@${rules.version}`;
  return {
    source: givenSource(given),
    rules,
    settings,
    batchSize,
    validation,
    about: { name, file, framework },
  };
}

async function auditInput(audit: Audit, flags: LossFlags): Promise<ReplayInput> {
  const engines = await auditEngines(audit, flags.engine, VERSION, flags.enginePath);
  const { name, file, framework, rules, settings, batchSize } = audit;
  if (rowCount(audit) === 0)
    throw new LossauditError('no-rows', { file: file || 'The audit' }, { where: 'y_pred' });
  const { accumulator: _, ...engine } = engines.headline.info;
  const source = auditSource(audit, engines);
  const about = { name, file, framework, engine };
  return { source, rules, settings, batchSize, validation: {}, audit, about };
}
