/**
 * Explanations made by hand, one of each verdict. Their numbers are published: scenario S1 is TensorFlow's
 * issue 25178 (squared errors [0, 4, 4], weights [0.1, 0, 0.1]: 0.4 / 2, 0.4 / 3, 0.4 / 0.2), S3 the last
 * partial batch (five errors of 1.2 and three of 1.3: 1.25 by batches, 1.2375 by rows).
 */
import type { Cause, Explanation, ReportedNumber } from '../../src/report/explain/model.js';

const S1_FORMULA = 'sum(score * sample_weight) / sum(sample_weight != 0)';
const own = { numerator: 0.4, denominator: 2, counted: 'weights that are not zero', formula: S1_FORMULA };

function reported(text: string, more: Partial<ReportedNumber> = {}): ReportedNumber {
  const half = 0.5 * 10 ** -(text.split('.')[1]?.length ?? 0);
  const value = Number(text);
  return { text, interval: [value - half, value + half], of: 'loss', conditions: {}, computed: 0.2, ...more };
}

const S1: Explanation = {
  schema: 'lossaudit/explain@1',
  tool: { name: 'lossaudit', version: '0.0.0' },
  audit: {
    name: '',
    file: 'weights.json',
    framework: 'keras@2.2',
    rule: 'keras 2.0 – 2.2.4',
    loss: 'mean_squared_error',
    dtype: 'float32',
    rows: 3,
    batch_size: null,
  },
  reported: [reported('0.2')],
  computed: 0.2,
  ledger: own,
  verdict: 'agrees',
  causes: [],
  tried: { hypotheses: 0, distinct: 0, pruned: 0, not_tried: 0, chance: 0 },
  separate: null,
  undecidable: [],
};

function cause(of: Partial<Cause> & Pick<Cause, 'id' | 'sentence' | 'values'>): Cause {
  return {
    changes: [],
    matches: 1,
    of: 1,
    patch: null,
    rank: 1,
    chance: 0.0007,
    ledger: null,
    formula: null,
    same: [],
    ...of,
  };
}

const later = cause({
  id: 'framework=keras@2.3 – 3.15',
  changes: [{ what: 'framework', from: 'keras@2.2', to: 'keras@2.3 – 3.15', family: 'denominator' }],
  sentence: 'Divided by all 3 samples instead of the 2 non-zero weights: the rule of Keras 2.3 and later.',
  values: [0.13333333],
  patch: { framework: 'keras@3' },
  ledger: { ...own, denominator: 3, counted: 'all samples', formula: 'sum(score * sample_weight) / 3' },
});

const tried = { hypotheses: 4312, distinct: 1190, pruned: 20911, not_tried: 0, chance: 0.0007 };

const weightedMean = cause({
  id: 'framework=sklearn',
  changes: [{ what: 'framework', from: 'keras@2.2', to: 'sklearn', family: 'framework' }],
  sentence: 'Divided by 0.2, the sum of the weights: sklearn.metrics.mean_squared_error.',
  values: [2],
  patch: { framework: 'sklearn', loss: 'sklearn.metrics.mean_squared_error' },
  ledger: {
    ...own,
    denominator: 0.2,
    counted: 'the sum of the weights',
    formula: 'sum(score * sample_weight) / sum(sample_weight)',
  },
  same: [
    {
      id: 'denominator=the sum of the weights',
      sentence: 'The sum is divided by the sum of the weights.',
      patch: null,
    },
  ],
});

const timesTen = cause({
  id: 'factor=times 10',
  changes: [{ what: 'factor', from: 1, to: 10, family: 'factor' }],
  sentence: 'This loss times 10.',
  values: [2],
  rank: 2,
  formula: 'loss * 10',
});

export const EXPLANATIONS: Readonly<Record<string, Explanation>> = {
  agrees: S1,
  explained: { ...S1, reported: [reported('0.1333')], verdict: 'explained', causes: [later], tried },
  ambiguous: {
    ...S1,
    reported: [reported('2.0')],
    verdict: 'ambiguous',
    causes: [weightedMean, timesTen],
    tried: {
      ...tried,
      not_tried: 120,
      untried: [
        { changes: 1, count: 1, of: ['value'] },
        { changes: 2, count: 119, of: ['mask', 'y_true, y_pred', 'a', 'b', 'c', 'd', 'e'] },
      ],
    },
    separate: {
      how: 'weights [2, 1] give 1.5 (non-zero weights), 1 (sum of the weights), 3 (sum)',
      patch: { sample_weight: [2, 1], y_true: [1, 4], y_pred: [1, 2] },
    },
  },
  chance: {
    ...S1,
    reported: [reported('0.1')],
    verdict: 'chance',
    causes: [
      cause({
        ...timesTen,
        rank: 1,
        sentence: 'This loss times ½.',
        values: [0.1],
        formula: 'loss / 2',
        chance: 0.31,
      }),
    ],
    tried: { ...tried, chance: 0.31 },
  },
  unexplained: {
    ...S1,
    reported: [reported('0.7771')],
    verdict: 'unexplained',
    nearest: [{ id: 'x', changes: [], sentence: 'The sum is divided by 0.5.', values: [0.8], patch: null }],
    tried: { ...tried, chance: 0 },
  },
  undecidable: {
    ...S1,
    reported: [reported('0.152', { conditions: { stage: 'train', epoch: 3 } })],
    verdict: 'undecidable',
    tried: { ...tried, chance: 0 },
    undecidable: [
      { code: 'dropout-in-training', bring: 'predictions saved with training=False' },
      { code: 'loss-before-update', bring: 'the weights before and after the epoch' },
    ],
  },
  several: {
    ...S1,
    audit: {
      ...S1.audit,
      name: 'errors of eight rows',
      framework: 'keras@2.15',
      rule: 'keras 2.4 – 2.15',
      loss: 'mean_absolute_error',
      rows: 8,
    },
    reported: [
      reported('1.25', { conditions: { batch_size: 5 }, computed: 1.2375 }),
      reported('1.2375', { conditions: { batch_size: 8, stage: 'evaluate' }, computed: 1.2375 }),
    ],
    computed: 1.2375,
    ledger: null,
    verdict: 'explained',
    causes: [
      cause({
        id: 'batches=mean of batch means',
        changes: [{ what: 'batches', from: 'rows count', to: 'mean of batch means', family: 'batches' }],
        sentence:
          'The plain mean of the batch losses: each sample of the last batch counts 1/6, of the first 1/10.',
        values: [1.25, 1.2375],
        matches: 2,
        of: 2,
      }),
    ],
    tried,
  },
};
