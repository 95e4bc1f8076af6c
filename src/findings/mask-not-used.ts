import { equal } from '../facts/kinds/stats.js';
import { inputsOf } from './context.js';
import { defineFinding } from './finding.js';
import { needs } from './needs.js';

const ofMasks = needs(({ mask, nodes }) =>
  mask && inputsOf(nodes, 'mask').length === 0 ? { zeros: equal.of(['mask'], { value: 0 }) } : undefined,
);

interface Data {
  /** How many the mask leaves out. */
  readonly masked: number;
}

export const maskNotUsed = defineFinding<Data>({
  code: 'mask-not-used',
  severity: 'warning',
  symptom: 'A mask is given, and the loss is the same without it.',
  cause:
    'The rule never looks at it: a loss called directly sees no layer mask before Keras 2.11, a metric of ' +
    'Keras 3.0 – 3.11 only beside weights.',
  change: 'Pass it as sample_weight, or compute the loss through the model.',
  frameworks: 'Keras 2.4 – 2.10 called directly ("mode": "eager"); metrics of Keras 3.0 – 3.11',
  message: () => 'The mask is given but this rule does not use it: masked samples count like all others.',
  needs: ofMasks,
  async *find(context) {
    for await (const { view, facts } of context.read(ofMasks))
      yield { data: { masked: facts.zeros }, output: view.output.name };
  },
});
