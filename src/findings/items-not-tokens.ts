import { paramsWith, withParams } from '../explain/variants.js';
import { near } from '../tensor/near.js';
import { shortText, some } from '../text/sentence.js';
import { close } from './context.js';
import { defineFinding } from './finding.js';

interface Data {
  /** What the sum is divided by. */
  readonly items: number;
  /** Labels that count in this batch. */
  readonly labels: number;
  readonly value: number;
  /** Divided by the labels. */
  readonly other: number;
}

export const itemsNotTokens = defineFinding<Data>({
  code: 'items-not-tokens',
  severity: 'note',
  symptom: 'The loss of a batch is a fraction of the mean over its tokens, or a multiple of it.',
  cause:
    'The sum is divided by a count of items that is given: that of all batches that are accumulated for a ' +
    'step, on all ranks. The numbers of these batches add up to the mean over all of their tokens; one ' +
    'alone is no mean.',
  change: 'Add up the numbers of all batches of the step, or leave the count out for a batch on its own.',
  frameworks: 'transformers and TRL (num_items_in_batch)',
  message: (d, { loss }) =>
    `The sum is divided by ${loss.paramOf('item-count')?.name} ${d.items}, but ${some(d.labels, 'label')} ` +
    `${d.labels === 1 ? 'counts' : 'count'} here: ${shortText(d.value)}, where the mean is ` +
    `${shortText(d.other)}.`,
  async *find(context) {
    const { audit } = context;
    if (audit.batchSize) return;
    for (const { output, report } of context.outputs) {
      const items = output.use.value('item-count');
      if (typeof items !== 'number') continue;
      const plain = await context.rerun(`${output.name}: without a count of items`, () =>
        withParams(audit, (o) => (o.name === output.name ? paramsWith(o, 'item-count', null) : o.params)),
      );
      const mean = plain?.outputs.find((o) => o.name === output.name);
      const labels = Number(mean?.ledger.denominator);
      const other = Number(mean?.value);
      if (!Number.isFinite(report.value) || !Number.isFinite(other) || labels === items) continue;
      if (close(report.value, other)) continue;
      // Where the sum is no sum over labels, as of two halves, nothing is said.
      if (!near(labels * other, items * report.value, 1e-2)) continue;
      yield { data: { items, labels, value: report.value, other }, output: output.name };
    }
  },
});
