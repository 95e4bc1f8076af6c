/** What the parameters of an output mean, whatever its framework calls them. */
import type { AuditOutput } from '../audit/audit.js';
import type { ParamValue, Role } from '../frameworks/param.js';

/** The value that was given, or the default; undefined where this version of the loss has no such parameter. */
export function roleValue({ use }: AuditOutput, role: Role): ParamValue | undefined {
  return use.value(role);
}

/** How far the targets are moved towards the same value for every class: 0 to 1. */
export function smoothingOf(output: AuditOutput): number {
  return Number(roleValue(output, 'smoothing') ?? 0);
}

/** The label of rows that count nothing. */
export function ignoredLabel(output: AuditOutput): number | undefined {
  const label = roleValue(output, 'ignored-label');
  return typeof label === 'number' ? label : undefined;
}

/** Does the last axis of the predictions hold the classes? */
export function classesLast(output: AuditOutput): boolean {
  const axis = roleValue(output, 'class-axis') ?? -1;
  return axis === -1 || axis === (output.arrays.y_pred?.shape.length ?? 0) - 1;
}
