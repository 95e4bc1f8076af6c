/** What fit computes from the last activation's input cannot always be had from the activation's output. */
import type { Audit, AuditOutput } from '../audit/audit.js';
import { graphFor } from '../audit/batch.js';
import { LossauditError } from '../errors.js';
import type { ArrayStats, Request } from '../facts/fact.js';
import { type Clip, type LostPredictions, lostPredictions, SOFTMAX_ROWS } from '../facts/kinds/clipped.js';
import { firstFarRow } from '../facts/kinds/rows.js';
import { stats } from '../facts/kinds/stats.js';
import { factOf } from '../facts/pass.js';
import type { LossInfo } from '../frameworks/framework.js';
import type { OutputReport } from '../report/audit/model.js';
import { sizeOf } from '../tensor/ndarray.js';
import { pythonGeneral } from '../text/python-format.js';
import { statsOf } from './facts.js';
import { classesLast, smoothingOf } from './roles.js';
import { type PairOutput, paramsWith, withParams, withSettings } from './variants.js';

/** Below this a loss is not far from what a single clipped prediction costs. */
const TINY = 1e-6;

export interface LostLogits {
  /** Predictions that are clipped where it changes the loss. */
  readonly clipped: number;
  /** Rows that add up to 1 under a loss of single probabilities: a softmax made them, most likely. */
  readonly rows: boolean;
}

/** `1e-07`, where the loss clips its predictions. */
export function clippedAt({ clip = 0 }: LossInfo): string {
  return pythonGeneral(clip, 6);
}

/** What is said wherever the number is. */
export function lostLogitsText(what: string): string {
  return (
    `${what} in fit and evaluate this version uses the input of the model's last activation, which ` +
    'cannot be had from y_pred: save the logits and set "activation".'
  );
}

/** What must be known of the values of `y_pred` and `y_true`. */
type Asked = {
  readonly stats: Request<ArrayStats>;
  readonly lost: Request<LostPredictions> | undefined;
  readonly far: Request<number | undefined> | undefined;
};

interface Answers {
  readonly stats: ArrayStats;
  readonly lost: LostPredictions | undefined;
  /** What a row adds up to that does not add up to 1. */
  readonly far: number | undefined;
}

/** @returns undefined where the version never looks behind an activation */
export function lostLogitsNeeds(audit: Audit, output: AuditOutput): Asked | undefined {
  const { info: loss } = output.use;
  const { y_true: yTrue, y_pred: yPred } = output.arrays;
  if (!yTrue || !yPred || loss.predictions === 'any' || output.use.value('logits') !== false)
    return undefined;
  if (audit.settings.activation !== undefined) return undefined;
  const binary = loss.predictions === 'probability';
  const targets = targetsOf(output, binary ? 'single' : loss.classIndices ? 'indices' : 'rows');
  const fits = binary || (classesLast(output) && (yPred.shape.at(-1) ?? 1) > 1);
  return {
    stats: stats.of(['y_pred'], {}),
    lost:
      loss.clip !== undefined && targets && fits
        ? lostPredictions.of(['y_pred', 'y_true'], { clip: loss.clip, targets })
        : undefined,
    far: maySumUp(output) ? firstFarRow.of(['y_pred'], { tolerance: SOFTMAX_ROWS }) : undefined,
  };
}

/** Is it a loss of single predictions that has rows of several? */
function maySumUp({ use, arrays }: AuditOutput): boolean {
  const { shape } = arrays.y_pred!;
  const several = shape.length > 1 && shape[shape.length - 1]! > 1 && sizeOf(shape) > 0;
  return use.info.predictions === 'probability' && several;
}

/** What targets are beside predictions; undefined where their numbers do not fit. */
export function targetsOf({ arrays }: AuditOutput, targets: Clip['targets']): Clip['targets'] | undefined {
  const { y_true: yTrue, y_pred: yPred } = arrays;
  if (!yTrue || !yPred) return undefined;
  const classes = targets === 'indices' ? (yPred.shape.at(-1) ?? 1) : 1;
  return sizeOf(yTrue.shape) * classes === sizeOf(yPred.shape) ? targets : undefined;
}

/**
 * @param facts the answers to `lostLogitsNeeds`
 * @returns undefined where y_pred gives what fit computes
 */
export function lostLogitsOf(
  audit: Audit,
  output: AuditOutput,
  { value }: OutputReport,
  facts: Answers,
): LostLogits | undefined {
  const binary = output.use.info.predictions === 'probability';
  // Of a loss of single predictions that is next to nothing, the other side too.
  const smoothed = smoothingOf(output) > 0 || (binary && Math.abs(value) < TINY);
  const clipped = (smoothed ? facts.lost?.any : facts.lost?.costly) ?? 0;
  const { min, nan } = facts.stats;
  const rows = maySumUp(output) && facts.far === undefined && min >= 0 && nan === 0;
  return (clipped > 0 || rows) && recovers(audit, output, binary) ? { clipped, rows } : undefined;
}

/** The same of arrays in memory. */
export function lostLogits(
  audit: Audit,
  output: PairOutput | undefined,
  report: OutputReport,
): LostLogits | undefined {
  const asked = output && lostLogitsNeeds(audit, output);
  if (!output || !asked) return undefined;
  const arrays = { y_true: output.yTrue, y_pred: output.yPred };
  const facts = {
    stats: statsOf(output.yPred),
    lost: asked.lost && factOf(asked.lost, arrays),
    far: asked.far && factOf(asked.far, arrays),
  };
  return lostLogitsOf(audit, output, report, facts);
}

/** Does the rule, told of an activation that is to come, compute what it does when told of logits? */
function recovers(audit: Audit, output: AuditOutput, binary: boolean): boolean {
  const formulas = (variant: Audit) => {
    const own = variant.outputs.filter((o) => o.name === output.name);
    return own.flatMap((o) => graphFor(variant, o).steps.map((s) => s.formula)).join('\n');
  };
  try {
    const logits = withParams(audit, (o) =>
      o.name === output.name ? paramsWith(o, 'logits', true) : o.params,
    );
    return formulas(withSettings(audit, { activation: binary ? 'sigmoid' : 'softmax' })) === formulas(logits);
  } catch (error) {
    if (error instanceof LossauditError) return false;
    throw error;
  }
}
