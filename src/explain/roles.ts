/** What the parameters of an output mean, whatever its framework calls them. */
import type { Audit, AuditOutput } from '../audit/audit.js';
import type { ParamValue, Role } from '../frameworks/param.js';

type Rules = Pick<Audit, 'rules'>;

/** The value that was given, or the default; undefined where this version of the loss has no such parameter. */
export function roleValue({ rules }: Rules, { loss, params }: AuditOutput, role: Role): ParamValue | undefined {
  const param = rules.findLoss(loss).paramOf(role);
  return param && (params[param.name] ?? param.default);
}

/** How far the targets are moved towards the same value for every class: 0 to 1. */
export function smoothingOf(audit: Rules, output: AuditOutput): number {
  return Number(roleValue(audit, output, 'smoothing') ?? 0);
}

/** The label of rows that count nothing. */
export function ignoredLabel(audit: Rules, output: AuditOutput): number | undefined {
  const label = roleValue(audit, output, 'ignored-label');
  return typeof label === 'number' ? label : undefined;
}

/** Does the last axis of the predictions hold the classes? */
export function classesLast(audit: Rules, output: AuditOutput): boolean {
  const axis = roleValue(audit, output, 'class-axis') ?? -1;
  return axis === -1 || axis === output.yPred.shape.length - 1;
}
