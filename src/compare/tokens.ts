/** Losses that compare each position with the label of the next one, as losses take it that do not. */
import type { Arrays, AuditOutput } from '../audit/audit.js';
import { isNdArray, type NdArray, sliceRows } from '../tensor/ndarray.js';
import { derived } from './arrays.js';

export const NEXT_TOKENS: readonly { readonly what: string; readonly how: string }[] = [
  { what: 'y_true', how: 'the labels of the next tokens: all but the first' },
  { what: 'y_pred', how: 'what predicts them: all positions but the last' },
];

/** The output as a loss takes it that lets each position predict its own label. */
export function nextTokensOf(output: AuditOutput): AuditOutput | undefined {
  const { use, arrays } = output;
  const { y_true: y, y_pred: p, mask } = arrays;
  const given = use.value('shifted-labels');
  // Labels that stand in for y_true, or a word that it is them.
  if (isNdArray(given)) return { ...output, arrays: { ...arrays, y_true: given } };
  const own = given !== undefined && given !== null;
  if (use.value('shifts') !== true || own || !y || !p || y.shape.length < 1 || p.shape.length < 2)
    return undefined;
  const cut = (a: NdArray, from: number, axis: number) => {
    const rows = a.shape[axis]! - 1;
    return derived(a, `next ${from} ${axis}`, () => sliceRows(a, from, from + rows, axis));
  };
  const last = y.shape.length - 1;
  const ofTokens = mask?.shape.length === y.shape.length;
  const next: Arrays = {
    ...arrays,
    y_true: cut(y, 1, last),
    y_pred: cut(p, 0, p.shape.length - 2),
    ...(mask && ofTokens ? { mask: cut(mask, 1, last) } : {}),
  };
  return { ...output, arrays: next };
}
