import { withVersion } from '../explain/variants.js';
import { shortText, some } from '../text/sentence.js';
import { close } from './context.js';
import { defineFinding } from './finding.js';

interface Data {
  readonly zeros: number;
  readonly count: number;
  readonly value: number;
  /** Where weights of 0 are counted too. */
  readonly later: number;
}

export const zeroWeightsChangeDenominator = defineFinding<Data>({
  code: 'zero-weights-change-denominator',
  severity: 'warning',
  symptom: 'The loss differs between versions, or jumps when a weight of 0 becomes a tiny number.',
  cause: 'The denominator counts the weights that are not zero (Keras 2.0 – 2.2); later versions count all samples.',
  change: 'Name the version you compare with. To leave samples out of an average in later versions, use a mask.',
  frameworks: 'Keras 2.0 – 2.2',
  message: (d) =>
    `Of ${some(d.count, 'weight')}, ${d.zeros} ${d.zeros === 1 ? 'is' : 'are'} zero, and the denominator counts those that are not. From Keras 2.3 on it counts all of them: ${shortText(d.later)} in 2.15.`,
  async *find(context) {
    for (const { output, nodes } of context.outputs) {
      const w = output.sampleWeight;
      const zeros = w ? w.data.filter((x) => x === 0).length : 0;
      if (!w || zeros === 0 || zeros === w.data.length) continue;
      const counted = nodes.some(
        (e) =>
          e.node.kind === 'map' &&
          e.node.op === 'notEqual' &&
          e.args[0].node.kind === 'input' &&
          e.args[0].node.name === 'sample_weight',
      );
      if (!counted) continue;
      const later = await context.rerun('keras 2.15', () => withVersion(context.audit, '2.15'));
      if (later && !close(later.total, context.report.total)) {
        yield {
          data: { zeros, count: w.data.length, value: context.report.total, later: later.total },
          output: output.name,
          step: 'weight-rescale',
        };
      }
    }
  },
});
