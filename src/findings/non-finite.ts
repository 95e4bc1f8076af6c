import type { Audit, AuditOutput } from '../audit/audit.js';
import { graphFor } from '../audit/batch.js';
import { outputArrays } from '../audit/graph.js';
import { RowWindow, rowsOfOutput } from '../audit/rows.js';
import type { EvaluateOptions } from '../engines/pace.js';
import { referenceEngine } from '../engines/reference/engine.js';
import { formula } from '../expr/formula.js';
import type { Expr } from '../expr/node.js';
import { topological } from '../expr/walk.js';
import { valueAt } from '../facts/blocks.js';
import { indexText, sizeOf } from '../tensor/ndarray.js';
import type { AnyArray } from '../tensor/stored.js';
import { rowsText } from '../text/sentence.js';
import { defineFinding } from './finding.js';

/** Where the first NaN or infinity is; of several batches in which (from 1), with its first and last row. */
interface Place {
  readonly index: string;
  readonly value: 'NaN' | 'infinity';
  readonly batch?: number;
  readonly rows?: readonly [number, number];
}

/** An array holds it. */
interface InInput extends Place {
  readonly input: string;
  readonly masked: boolean;
}

/** An operation makes it of finite numbers. */
interface Made extends Place {
  readonly formula: string;
  readonly dtype: string;
}

type Origin = InInput | Made;

export const nonFinite = defineFinding<Origin>({
  code: 'non-finite',
  severity: 'error',
  symptom: 'The loss is NaN or infinite.',
  cause:
    'One operation made the first NaN or infinity from finite numbers, or it was in the arrays ' +
    'already. A mask or a weight of 0 does not remove it: 0 · NaN is NaN.',
  change: 'Look at the place named here. Values under a mask must be finite too.',
  frameworks: 'all',
  message: (d) =>
    'input' in d
      ? `${d.value} is in the input already: ` +
        `${d.input}${d.index}${batchText(d)}.${d.masked ? ' It is masked, but 0 · NaN is NaN.' : ''}`
      : `The first ${d.value} is made by ${d.formula}, at ` +
        `${d.index || 'its only value'}${batchText(d)}${d.dtype === 'float64' ? '' : ` (in ${d.dtype})`}.`,
  async *find(context) {
    for (const [i, view] of context.every.entries()) {
      if (Number.isFinite(view.report.value)) continue;
      const audit = context.again();
      const origin = await originOf(audit.outputs[i]!, audit, context.options);
      if (origin) yield { data: origin, output: view.output.name };
    }
  },
});

/** ` of batch 2 (rows 4 – 7)`, where there are several. */
function batchText({ batch, rows }: Place): string {
  return rows ? ` of batch ${batch} (${rowsText(...rows)})` : '';
}

/** The first node in evaluation order with a non-finite value, all of whose operands are finite. */
async function originOf(
  output: AuditOutput<AnyArray>,
  audit: Audit<AnyArray>,
  options: EvaluateOptions,
): Promise<Origin | undefined> {
  const { mask } = output.arrays;
  const window = new RowWindow(output);
  const rows = rowsOfOutput(output);
  const size = audit.batchSize ?? Math.max(1, rows);
  for (let from = 0; from < Math.max(1, rows); from += size) {
    const to = Math.min(rows, from + size);
    const batch = { ...output, arrays: size < rows ? await window.rows(from, to) : output.arrays };
    const graph = graphFor(audit, batch);
    const place = size < rows ? { batch: from / size + 1, rows: [from, to - 1] as const } : {};
    const order = topological([graph.value]).filter((e) => e.node.kind !== 'const');
    const engine = referenceEngine({ dtype: audit.dtype, version: '' });
    const records = await engine.evaluate(order, outputArrays(batch), 0, options);
    const bad = new Set<Expr>(order.filter((_, i) => records[i]!.firstNonFinite >= 0));
    const at = order.findIndex((e) => bad.has(e) && !e.args.some((a) => bad.has(a)));
    if (at < 0) continue;
    const [e, r] = [order[at]!, records[at]!];
    const perRow = e.size / Math.max(1, e.shape[0]!);
    const flat = r.firstNonFinite + (e.byRow ? from * perRow : 0);
    const index = indexText([e.shape[0] ?? 0, ...e.shape.slice(1)], flat);
    const value = r.stats.nan > 0 ? 'NaN' : 'infinity';
    if (e.node.kind === 'input') {
      const each = mask ? (perRow * rows) / Math.max(1, sizeOf(mask.shape)) : 1;
      const among = Math.floor(flat / Math.max(1, each));
      const masked = value === 'NaN' && mask !== undefined && (await valueAt(mask, among)) === 0;
      return { input: e.node.name, index, value, masked, ...place };
    }
    return { formula: formula(e), index: e.rank === 0 ? '' : index, value, dtype: audit.dtype, ...place };
  }
  return undefined;
}
