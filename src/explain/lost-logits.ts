/** What fit computes from the last activation's input cannot always be had from the activation's output. */
import type { Audit } from '../audit/audit.js';
import { graphFor } from '../audit/batch.js';
import { LossauditError } from '../errors.js';
import type { LossInfo } from '../frameworks/framework.js';
import type { OutputReport } from '../report/audit/model.js';
import { pythonGeneral } from '../text/python-format.js';
import { classesLast, smoothingOf } from './roles.js';
import { type PairOutput, paramsWith, withParams, withSettings } from './variants.js';

/** How near to 1 the sums of float32 rows of a softmax are. */
const ONE = 1e-5;
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

/** @returns undefined where the version never looks behind an activation, or where y_pred gives the same */
export function lostLogits(
  audit: Audit,
  output: PairOutput | undefined,
  report: OutputReport,
): LostLogits | undefined {
  if (!output) return undefined;
  const loss = output.use.info;
  if (loss.predictions === 'any' || output.use.value('logits') !== false) return undefined;
  if (audit.settings.activation !== undefined) return undefined;
  const binary = loss.predictions === 'probability';
  const clipped =
    loss.clip === undefined ? 0 : (binary ? clippedBinary : clippedClasses)(output, report, loss.clip);
  const rows = binary && rowsAddUp(output);
  return (clipped > 0 || rows) && recovers(audit, output, binary) ? { clipped, rows } : undefined;
}

/** Does the rule, told of an activation that is to come, compute what it does when told of logits? */
function recovers(audit: Audit, output: PairOutput, binary: boolean): boolean {
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

/** Clipped on the side that costs; of a loss that is next to nothing, the other side too. */
function clippedBinary(output: PairOutput, { value }: OutputReport, clip: number): number {
  const { yTrue, yPred } = output;
  if (yTrue.data.length !== yPred.data.length) return 0;
  const smoothed = smoothingOf(output) > 0 || Math.abs(value) < TINY;
  let count = 0;
  yPred.data.forEach((p, i) => {
    const y = yTrue.data[i]!;
    if ((p <= clip && (y > 0 || smoothed)) || (p >= 1 - clip && (y < 1 || smoothed))) count++;
  });
  return count;
}

/** Classes that the targets give a share and the predictions none. */
function clippedClasses(output: PairOutput, _: OutputReport, clip: number): number {
  const { yTrue, yPred } = output;
  const { classIndices } = output.use.info;
  const classes = yPred.shape.at(-1) ?? 1;
  if (!classesLast(output) || classes < 2) return 0;
  const smoothed = smoothingOf(output) > 0;
  if (yTrue.data.length !== (classIndices ? yPred.data.length / classes : yPred.data.length)) return 0;
  let count = 0;
  yPred.data.forEach((p, i) => {
    const row = Math.floor(i / classes);
    const share = classIndices ? Number(Math.trunc(yTrue.data[row]!) === i % classes) : yTrue.data[i]!;
    if (p <= clip && p >= 0 && (share > 0 || smoothed) && addsUp(yPred.data, row, classes)) count++;
  });
  return count;
}

/** Only rows of a softmax have logits behind them. */
function addsUp(data: ArrayLike<number>, row: number, classes: number): boolean {
  let sum = 0;
  for (let k = row * classes; k < (row + 1) * classes; k++) sum += data[k]!;
  return Math.abs(sum - 1) <= ONE;
}

function rowsAddUp({ yPred }: PairOutput): boolean {
  const classes = yPred.shape.at(-1) ?? 1;
  const rows = yPred.data.length / Math.max(1, classes);
  if (yPred.shape.length < 2 || classes < 2 || rows === 0) return false;
  for (let row = 0; row < rows; row++) if (!addsUp(yPred.data, row, classes)) return false;
  return yPred.data.every((p) => p >= 0);
}
