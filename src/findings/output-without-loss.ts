import { defineFinding } from './finding.js';

interface Data {
  readonly names: readonly string[];
}

export const outputWithoutLoss = defineFinding<Data>({
  code: 'output-without-loss',
  severity: 'note',
  symptom: 'An output of the model does not show in the loss.',
  cause: 'Its loss is null (None in compile): it is not trained, and adds nothing to the total.',
  change: 'Give it a loss, if it was to be trained.',
  frameworks: 'Keras',
  message: ({ names }) => {
    const [has, adds] = names.length > 1 ? ['have', 'add'] : ['has', 'adds'];
    return `${names.join(', ')} ${has} no loss and ${adds} nothing to the total.`;
  },
  *find({ audit: { withoutLoss: names = [] } }) {
    if (names.length > 0) yield { data: { names } };
  },
});
