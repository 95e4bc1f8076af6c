/**
 * The cases say that class indices are int64 only where they say dtypes; what the caller of a loss does is no
 * reduction.
 */
import type { NdArray } from '../../../src/tensor/ndarray.js';
import type { AuditJson } from '../framework-cases.js';
import type { OracleCase } from '../oracle-cases.js';

const OF_INDICES = [
  'CrossEntropyLoss',
  'NLLLoss',
  'MultiMarginLoss',
  'MultiLabelMarginLoss',
  'LinearCrossEntropyLoss',
];

export function adaptTorch(audit: AuditJson, c: OracleCase): AuditJson {
  const { reduction, ...params } = audit.params;
  if (isMixed(c)) return alone(stating(audit, c));
  // Each of the two ways to give a weight, and to name a distance, is held alone.
  if (c.dtypes || /^torch-[\d.-]*\d{4}-/.test(c.id)) return alone(audit);
  const y = audit.y_true as NdArray | undefined;
  const p = audit.y_pred as NdArray;
  const alike = c.loss !== 'MultiLabelMarginLoss' && y?.shape.join() === p.shape.join();
  const indices = OF_INDICES.includes(c.loss) && !c.dtypes && y && !alike;
  const labelled = indices ? { ...audit, y_true: { ...y, dtype: 'int64' } } : audit;
  // A word instead of numbers, and a mean of rows.
  const worded =
    typeof params.weight === 'string' ? { ...labelled, params: omit(audit.params, 'weight') } : labelled;
  const classesLast = c.loss === 'CrossEntropyLoss' && p.shape.length === 3 && c.id.startsWith('E2');
  const turned = classesLast ? { ...worded, y_pred: classesSecond(p) } : worded;
  if (reduction === 'mean of means') return { ...turned, params, batch_size: 1 };
  return reduction === 'none*mask then .mean()'
    ? { ...turned, params: { ...params, reduction: 'none' } }
    : turned;
}

/** Targets of another floating dtype than the predictions. */
function isMixed({ dtype, dtypes }: OracleCase): boolean {
  const target = dtypes?.y_true;
  return target !== undefined && /float/.test(target) && target !== dtype;
}

/** Each array says what it is, the audit nothing. */
function stating({ dtype, ...audit }: AuditJson, c: OracleCase): AuditJson {
  const stated = {
    y_pred: { values: audit.y_pred, dtype },
    y_true: { values: audit.y_true, dtype: c.dtypes?.y_true },
  };
  return { ...audit, ...stated } as AuditJson;
}

/** A random case: what stands in params is not repeated beside them. */
function alone({ sample_weight: weight, params: { distance, ...params }, ...audit }: AuditJson): AuditJson {
  const given = distance === undefined ? params : { ...params, distance_function: distance };
  return { ...audit, params: given, ...('weight' in params ? {} : { sample_weight: weight }) } as AuditJson;
}

function omit(params: Record<string, unknown>, name: string): Record<string, unknown> {
  const { [name]: _, ...rest } = params;
  return rest;
}

function classesSecond({ dtype, shape: [n = 0, t = 0, c = 0], data }: NdArray): NdArray {
  const turned = new Float64Array(data.length);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < t; j++)
      for (let k = 0; k < c; k++) turned[(i * c + k) * t + j] = data[(i * t + j) * c + k]!;
  return { dtype, shape: [n, c, t], data: turned };
}
