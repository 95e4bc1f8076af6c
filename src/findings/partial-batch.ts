import { shortText, some } from '../text/sentence.js';
import { close } from './context.js';
import { defineFinding } from './finding.js';

interface Data {
  /** Rows of the last batch. */
  readonly last: number;
  readonly size: number;
  /** The mean by rows. */
  readonly weighted: number;
  readonly plain: number;
  readonly value: number;
}

export const partialBatch = defineFinding<Data>({
  code: 'partial-batch',
  severity: 'note',
  symptom: 'The epoch’s loss differs from evaluate, or changes with the batch size.',
  cause:
    'The last batch is smaller. A plain mean of the batches gives its samples more weight than the ' +
    'others; a mean by size does not.',
  change: 'Name which of the two you compare with; drop or pad the last batch.',
  frameworks: 'all; Keras 3.0 – 3.1 take the plain mean',
  message: (d) =>
    `The last batch has ${some(d.last, 'row')} instead of ${d.size}. By size the batches average ` +
    `${shortText(d.weighted)}, plainly ${shortText(d.plain)}; this version gives ${shortText(d.value)}.`,
  *find({ audit, report }) {
    const { batches } = report;
    if (!audit.batchSize || !batches || report.batches_truncated || batches.length < 2) return;
    const sizes = batches.map((b) => b.rows[1] - b.rows[0]);
    const last = sizes[sizes.length - 1]!;
    if (last === audit.batchSize) return;
    const plain = batches.reduce((sum, b) => sum + b.total, 0) / batches.length;
    const weighted = batches.reduce((sum, b, i) => sum + b.total * sizes[i]!, 0) / report.audit.rows;
    if (Number.isFinite(plain) && !close(plain, weighted))
      yield { data: { last, size: audit.batchSize, weighted, plain, value: report.total } };
  },
});
