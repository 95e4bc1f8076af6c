import { withVersion } from '../explain/variants.js';
import { equal } from '../facts/kinds/stats.js';
import { sizeOf } from '../tensor/ndarray.js';
import { shortText, some } from '../text/sentence.js';
import { close, inputsOf, stepOver } from './context.js';
import { defineFinding } from './finding.js';
import { needs } from './needs.js';

const ofWeights = needs(({ audit, sampleWeight }) =>
  audit.rules.zeroWeightsCount && sampleWeight
    ? { zeros: equal.of(['sample_weight'], { value: 0 }) }
    : undefined,
);

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
  cause:
    'The denominator counts the weights that are not zero (Keras 2.0 – 2.2); later versions count all ' +
    'samples.',
  change:
    'Name the version you compare with. To leave samples out of an average in later versions, use a mask.',
  frameworks: 'Keras 2.0 – 2.2',
  message: (d, { rules }) => {
    const { title } = rules.home;
    const count = rules.zeroWeightsCount;
    return (
      `Of ${some(d.count, 'weight')}, ${d.zeros} ${d.zeros === 1 ? 'is' : 'are'} zero, and the ` +
      `denominator counts those that are not. From ${title} ${count?.since} on it counts all of them: ` +
      `${shortText(d.later)} in ${count?.version}.`
    );
  },
  needs: ofWeights,
  async *find(context) {
    for await (const { view, facts } of context.read(ofWeights)) {
      const { output, graph, nodes } = view;
      const { zeros } = facts;
      const count = sizeOf(view.sampleWeight!.shape);
      if (zeros === 0 || zeros === count) continue;
      const weights = inputsOf(nodes, 'sample_weight');
      const counted = nodes.find(
        (e) => e.node.kind === 'map' && e.node.op === 'notEqual' && weights.includes(e.args[0]!),
      );
      if (!counted) continue;
      const { version } = context.audit.rules.zeroWeightsCount!;
      const later = await context.rerun(`version ${version}`, () => withVersion(context.audit, version));
      if (later && !close(later.total, context.report.total)) {
        yield {
          data: { zeros, count, value: context.report.total, later: later.total },
          output: output.name,
          step: stepOver(graph, [counted]),
        };
      }
    }
  },
});
