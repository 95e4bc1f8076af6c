import { defineFinding } from './finding.js';

interface Data {
  /** The version does not use them; otherwise all are 1. */
  readonly dropped: boolean;
}

export const classWeightWithoutEffect = defineFinding<Data>({
  code: 'class-weight-without-effect',
  severity: 'warning',
  symptom: 'Class weights change nothing.',
  cause:
    'Keras 2.2.4 drops class_weight without a word when sample_weight is given; or every class of ' +
    'these targets has weight 1.',
  change: 'Multiply the class weights into sample_weight.',
  frameworks: 'Keras 2.0 – 2.2.4; all',
  message: (d) =>
    d.dropped
      ? 'class_weight is given but not used: sample_weight is given too, and this version then drops it.'
      : 'Every class of these targets has weight 1: class_weight has no effect.',
  *find({ every }) {
    for (const { output, nodes } of every) {
      if (!output.classWeight) continue;
      const lookup = nodes.find((e) => e.node.kind === 'lookup');
      if (!lookup) yield { data: { dropped: true }, output: output.name };
      else if ([...output.classWeight.values()].every((w) => w === 1))
        yield { data: { dropped: false }, output: output.name };
    }
  },
});
