/** The losses of batches that a command's file argument and flags mean. */
import type { Audit } from '../audit/audit.js';
import { auditEngines } from '../audit/engines.js';
import { type GivenLosses, holdsLosses, readLosses } from '../audit/read-losses.js';
import { rowCount } from '../audit/rows.js';
import { auditSource, givenSource } from '../batches/source.js';
import { LossauditError } from '../errors.js';
import type { FrameworkRules } from '../frameworks/framework.js';
import type { JsonValue } from '../io/json.js';
import { numberOf } from '../logs/lines/line.js';
import type { ReplaySubject } from '../replay/report.js';
import { isUnderflow } from '../text/written-number.js';
import { VERSION } from '../version.js';
import { isLiteral, literal } from './flags/literal.js';
import { loadAudit, readGiven } from './load-audit.js';
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
    refuseAuditFlags({ ...ofAudits(flags), '--batch-size': flags.batchSize }, '--losses');
    return givenInput(await fromFlags(flags.losses, flags));
  }
  if (flags.sizes ?? flags.tokens)
    throw usageError('--sizes and --tokens belong to --losses', 'Give --losses too.');
  if (file !== undefined) {
    const given = await readGiven(file);
    const { document, source, baseDir } = given;
    if (holdsLosses(document)) {
      refuseAuditFlags(ofAudits(flags), source);
      const { framework, backend, batchSize, root = [] } = flags;
      const overrides = { framework, backend, batch_size: batchSize };
      return givenInput(await readLosses(document, overrides, { source, baseDir, roots: root }));
    }
    return auditInput(await loadAudit(given, flags), flags);
  }
  return auditInput(await loadAudit(undefined, flags), flags);
}

/** Flags that say how losses come from arrays. */
function ofAudits(flags: LossFlags): Readonly<Record<string, unknown>> {
  return {
    '--loss': flags.loss,
    '--param': flags.param,
    '--y-true': flags.yTrue,
    '--y-pred': flags.yPred,
    '--input': flags.input,
    '--mask': flags.mask,
    '--sample-weight': flags.sampleWeight,
    '--class-weight': flags.classWeight,
    '--activation': flags.activation,
    '--mode': flags.mode,
    '--dtype': flags.dtype,
    '--reported': flags.reported,
    '--expect': flags.expect,
  };
}

function refuseAuditFlags(flags: Readonly<Record<string, unknown>>, losses: string): void {
  for (const [flag, value] of Object.entries(flags))
    if (value !== undefined)
      throw usageError(
        `${flag} belongs to an audit, not to ${losses}`,
        'The losses are computed already: leave it out.',
      );
}

async function fromFlags(losses: string, flags: LossFlags): Promise<GivenLosses> {
  const { framework, backend } = flags;
  const perBatch = {
    loss: listed(losses, '--losses'),
    size: listed(flags.sizes, '--sizes'),
    tokens: listed(flags.tokens, '--tokens'),
  };
  const file = {
    framework,
    backend,
    per_batch: Object.fromEntries(Object.entries(perBatch).filter(([, v]) => v !== undefined)),
  };
  const flagOf = (key: string) => PER_BATCH[key];
  return readLosses(file, {}, { source: 'flags', baseDir: '.', roots: [], flagOf });
}

const PER_BATCH: Readonly<Record<string, string>> = {
  'per_batch.loss': '--losses',
  'per_batch.size': '--sizes',
  'per_batch.tokens': '--tokens',
};

/** `0.625,0.145,4`, `[0.625,0.145,4]`, or the name of an array file. */
function listed(text: string | undefined, flag: string): JsonValue | undefined {
  if (text === undefined) return undefined;
  if (isLiteral(text)) return literal(text, flag);
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
