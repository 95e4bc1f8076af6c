/** The cross-entropy of tokens: ignored labels cost nothing, and a mean leaves them out. */
import { LossauditError } from '../../../errors.js';
import { constant, type Expr } from '../../../expr/node.js';
import { sameShape } from '../../../expr/shapes.js';
import { isFloating, shapeText } from '../../../tensor/ndarray.js';
import { logSoftmax } from '../../math.js';
import type { HubInputs, HubTerms } from '../define-loss.js';

type Refusing = Pick<HubInputs, 'title' | 'dtypes'>;

/** `logits.float()`. */
export const FLOAT = { float16: 'float32', bfloat16: 'float32' } as const;

/** Logits and labels one position apart, so that a token predicts the next one. */
export interface Tokens {
  readonly logits: Expr;
  readonly labels: Expr;
  readonly mask?: Expr;
}

/** What losses of class indices and logits have in common. */
export const OF_TOKENS = {
  classIndices: true,
  targets: 'class-indices',
  predictions: 'distribution',
  always: { logits: true },
  computesIn: FLOAT,
} as const;

/**
 * Logits and their labels, as the functions take them.
 * @param classes what the audit says of their number, under this name
 * @throws LossauditError for arrays that do not fit together
 */
export function tokensOf(
  inputs: Pick<HubInputs, 'arrays'> & Refusing,
  classes: number | null,
  name: string,
): Tokens {
  const { y_pred: logits, y_true: labels, mask } = inputs.arrays;
  requireClasses(logits!, classes, name);
  requireIndices(inputs);
  return { logits: logits!, labels: labelsFor(logits!, labels!, inputs), mask };
}

/** Position t predicts label t + 1; the last one predicts nothing. */
export function shifted({ logits, labels, mask }: Tokens, { trace }: Pick<HubInputs, 'trace'>): Tokens {
  const why = 'each position predicts the label of the next one';
  return {
    logits: logits.slice(-2, 0, -1),
    labels: trace.step('shift', why, labels.slice(-1, 1), 'label'),
    mask: mask && mask.rank === labels.rank ? mask.slice(-1, 1) : mask,
  };
}

/** Labels that are no ignore_index, and that the mask leaves. */
export function validOf(
  { labels, mask }: Tokens,
  ignored: number,
  { trace }: Pick<HubInputs, 'trace'>,
): Expr {
  const named = labels.notEqual(ignored);
  const why = `labels that are not ignore_index ${ignored}`;
  return trace.step('ignored', why, mask ? named.mul(mask) : named, 'valid');
}

export function logsOf(logits: Expr, { trace }: Pick<HubInputs, 'trace'>): Expr {
  const value = logSoftmax(logits, -1, 'aten', true);
  return trace.step('log-softmax', 'log-probabilities of the vocabulary', value, 'logp');
}

/**
 * fixed_cross_entropy (loss/loss_utils.py): the mean over valid tokens, or the sum over `num_items_in_batch`.
 */
export function crossEntropy(
  tokens: Tokens,
  { ignore_index, num_items_in_batch }: { ignore_index: number; num_items_in_batch: number | null },
  inputs: Pick<HubInputs, 'trace'>,
): HubTerms {
  const valid = validOf(tokens, ignore_index, inputs);
  const logs = logsOf(tokens.logits, inputs);
  const picked = logs.take(valid.where(tokens.labels, 0), logs.rank - 1, 'y_true').neg();
  return { score: valid.where(picked, 0), value: (score) => over(score, valid, num_items_in_batch) };
}

/** Σ score over the valid tokens, or over the items of the whole step. */
export function over(score: Expr, valid: Expr, items: number | null): Expr {
  const sum = score.sum(undefined, { counted: 'all tokens' });
  if (items !== null) return sum.div(constant(items, `num_items_in_batch ${items}`));
  return sum.div(valid.sum(undefined, { counted: 'labels that are not ignored' }));
}

/**
 * Labels with an entry for each row of logits.
 * @throws LossauditError `array-refused`
 */
export function labelsFor(logits: Expr, labels: Expr, inputs: Refusing, name = 'y_true'): Expr {
  const rows = logits.shape.slice(0, -1);
  if (sameShape(rows, labels.shape)) return labels;
  // Both are flattened.
  if (logits.rank > 0 && labels.size === logits.size / (logits.shape.at(-1) ?? 1) && labels.size > 0)
    return labels.reshape(rows);
  throw shapeRefused(
    inputs,
    name,
    labels,
    `logits of shape ${shapeText(logits.shape)} want ${shapeText(rows)}`,
  );
}

/** `logits.view(-1, vocab_size)`. @throws LossauditError `bad-param` */
export function requireClasses(logits: Expr, given: number | null, name: string): void {
  const classes = logits.shape.at(-1);
  if (given === null || given === classes) return;
  const wanted = `${classes}, the last axis of the logits`;
  throw new LossauditError('bad-param', { name, value: String(given), wanted }, { where: `params.${name}` });
}

/** @throws LossauditError `array-dtype` */
export function requireFloats({ title, dtypes }: Refusing, name: string): void {
  const dtype = dtypes[name];
  if (dtype === undefined || isFloating(dtype)) return;
  const data = { framework: title, name, dtype, wanted: 'a floating dtype' };
  throw new LossauditError('array-dtype', data, { where: name });
}

/** @throws LossauditError `array-dtype` where they are declared as something else than class indices */
export function requireIndices({ title, dtypes }: Refusing, name = 'y_true'): void {
  const dtype = dtypes[name];
  if (dtype === undefined || ['int64', 'uint8', 'float64'].includes(dtype)) return;
  const data = { framework: title, name, dtype, wanted: 'int64 for class indices' };
  throw new LossauditError('array-dtype', data, { where: name });
}

export function shapeRefused({ title }: Refusing, name: string, x: Expr, reason: string): LossauditError {
  const data = { framework: title, name, shape: shapeText(x.shape), reason };
  return new LossauditError('array-refused', data, { where: name });
}
