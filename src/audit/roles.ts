/** What the parameters of an output mean, whatever its framework calls them. */
import type { AuditOutput } from './audit.js';

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

/**
 * Does a parameter say that the predictions are still to be made: true, or a word other than the default one?
 */
export function takesLogits({ use }: AuditOutput): boolean {
  const value = use.value('logits');
  return typeof value === 'string' ? value !== use.info.paramOf('logits')?.default : value === true;
}
