/** What the parameters of an output mean, whatever its framework calls them. */
import type { AuditOutput } from '../audit/audit.js';
import { activationOfFamily, isCrossentropy } from '../frameworks/family.js';

/** How far the targets are moved towards the same value for every class: 0 to 1. */
export function smoothingOf(output: AuditOutput): number {
  return Number(output.use.value('smoothing') ?? 0);
}

/** The label of rows that count nothing. */
export function ignoredLabel(output: AuditOutput): number | undefined {
  const label = output.use.value('ignored-label');
  return typeof label === 'number' ? label : undefined;
}

/** Does the last axis of the predictions hold the classes? */
export function classesLast(output: AuditOutput): boolean {
  const axis = output.use.value('class-axis') ?? -1;
  return axis === -1 || axis === (output.arrays.y_pred?.shape.length ?? 0) - 1;
}

/** The axis of the predictions that holds the classes, from 0; undefined where several do. */
export function classAxisOf({ use, arrays }: AuditOutput): number | undefined {
  const rank = arrays.y_pred?.shape.length ?? 0;
  const axis = use.value('class-axis') ?? -1;
  if (typeof axis !== 'number' || rank === 0) return undefined;
  // A single row has its classes on its only axis.
  return Math.min(axis < 0 ? rank + axis : axis, rank - 1);
}

/**
 * Does a parameter say that the predictions are still to be made: true, or a word other than the default one?
 */
export function takesLogits({ use }: AuditOutput): boolean {
  const value = use.value('logits');
  return typeof value === 'string' ? value !== use.info.paramOf('logits')?.default : value === true;
}

/** What predictions are taken as; `any`: as they are. */
export type InputKind = 'logits' | 'probabilities' | 'log-probabilities' | 'any';

export function inputKindOf(output: AuditOutput): InputKind {
  const { predictions, family } = output.use.info;
  if (takesLogits(output)) return 'logits';
  // A loss of logits alone may say nothing of them.
  if (predictions === 'any') return isCrossentropy(family) ? 'logits' : 'any';
  return predictions === 'log-distribution' ? 'log-probabilities' : 'probabilities';
}

/** What makes probabilities of logits for this loss: the classes of a row share 1, or each stands alone. */
export function activationOf({ use }: AuditOutput): 'sigmoid' | 'softmax' | undefined {
  const { predictions, family, targets } = use.info;
  const own = activationOfFamily(family);
  if (own) return own;
  if (predictions === 'probability') return 'sigmoid';
  const ofRows = predictions !== 'any' || targets === 'class-indices' || targets === 'distribution';
  return ofRows ? 'softmax' : undefined;
}
