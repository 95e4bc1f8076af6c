/**
 * The ids of steps are what audits name in `expect.steps`: written here by hand, as they were made of the
 * names until issue 13. A step may be called otherwise; whoever changes an id breaks audits of others.
 */
import { describe, expect, test } from 'vitest';
import { outputGraph } from '../../src/audit/graph.js';
import { resolved } from '../../src/audit/resolve.js';
import { LossauditError } from '../../src/errors.js';
import { input } from '../../src/expr/node.js';
import { STEPS } from '../../src/expr/steps.js';
import { Tracer } from '../../src/frameworks/tracer.js';
import { reportOf } from '../support/audit.js';
import { caseAudit, readCases } from '../support/reference-cases.js';

const IDS = [
  'align-sample-weight',
  'align-score',
  'align-y-pred',
  'align-y-true',
  'batch-loss',
  'batch-mean',
  'batch-sum',
  'both-masks',
  'broadcast-y-pred',
  'broadcast-y-true',
  'chosen-log-ratio',
  'class-and-sample-weight',
  'class-mean',
  'class-sum',
  'class-weight',
  'epoch-mean',
  'ignored',
  'importance-ratio',
  'kl-penalty',
  'label-smoothing',
  'log-softmax',
  'logits',
  'mask',
  'mask-and-weight',
  'mask-rescale',
  'outputs',
  'prediction',
  'rejected-log-ratio',
  'reshape-y-true',
  'root',
  'row-mean',
  'score',
  'shift',
  'shown-mean',
  'sigmoid',
  'smoothing-term',
  'softmax',
  'squeeze-y-pred',
  'squeeze-y-true',
  'to-integer',
  'to-weight-rank',
  'weight',
  'weight-rescale',
  'y-pred-unit-axis',
  'y-true-unit-axis',
];

/** Steps that no reference case has. */
const MORE = [
  { framework: 'keras@3.12', loss: 'mse', y_true: [1, 2], y_pred: [1, 3] },
  {
    framework: 'keras@3.12',
    loss: 'mse',
    mode: 'eager',
    y_true: [
      [1, 2],
      [3, 4],
    ],
    y_pred: [[1], [3]],
  },
  { framework: 'keras@3.12', loss: 'mse', y_true: [[1], [0]], y_pred: [[1], [3]], batch_size: 1 },
  {
    framework: 'keras@2.15',
    loss: 'sparse_categorical_crossentropy',
    mode: 'eager',
    y_true: [[[0, 1]]],
    y_pred: [
      [
        [0.5, 0.5],
        [0.5, 0.5],
      ],
    ],
  },
  {
    framework: 'keras@2.15',
    loss: 'mse',
    y_true: [[1], [0]],
    y_pred: [[1], [3]],
    class_weight: { 0: 1, 1: 2 },
    sample_weight: [1, 2],
    batch_size: 2,
  },
  { framework: 'xgboost', loss: 'binary:logistic', y_true: [1, 0], y_pred: [2, -1] },
  {
    framework: 'torch@2.15',
    loss: 'linear_cross_entropy',
    params: { linear_weight: [[1], [2]], label_smoothing: 0.1 },
    y_true: [1],
    y_pred: [[1]],
  },
  {
    framework: 'sklearn',
    loss: 'root_mean_squared_error',
    y_true: [
      [1, 2],
      [3, 4],
    ],
    y_pred: [
      [1, 2],
      [3, 5],
    ],
  },
  {
    framework: 'huggingface@5.23.0',
    loss: 'ForCausalLMLoss',
    y_true: [[0, 1]],
    y_pred: [
      [
        [1, 2],
        [0, 1],
      ],
    ],
  },
  {
    framework: 'trl@1.16.0',
    loss: 'DPO',
    y_true: [
      [0, 1],
      [0, 1],
    ],
    y_pred: [[-1], [-2]],
    inputs: { ref_chosen_logps: [-1], ref_rejected_logps: [-1] },
  },
  {
    framework: 'trl@1.16.0',
    loss: 'GRPO',
    params: { beta: 0.1 },
    y_true: [[1]],
    y_pred: [[-1]],
    inputs: { advantages: [1], ref_per_token_logps: [[-2]] },
  },
  ...['mean', 'sum'].map((over) => ({
    framework: 'optax@0.2.8',
    loss: 'dice_loss',
    params: { class_reduction: over, reduction: 'mean of means' },
    y_true: [[[0, 1]]],
    y_pred: [[[1, 2]]],
  })),
];

describe('the ids of steps', () => {
  test('are those that audits may name', () => {
    expect(Object.keys(STEPS).sort()).toEqual(IDS);
  });

  test('tell steps of one kind in one output apart by a number', () => {
    const trace = new Tracer();
    for (const x of ['a', 'b', 'c']) trace.step('mask', '', input(x, [1]));
    const ids = trace.steps.map(({ node }) => node.kind === 'step' && node.step.id);
    expect(ids).toEqual(['mask', 'mask-2', 'mask-3']);
  });

  test('are what graphs give, whatever the steps are called', async () => {
    const seen = new Set<string>();
    for (const c of ['keras/reference.json', 'keras/seed-777.json', 'keras/reductions.json'].flatMap(
      readCases,
    )) {
      try {
        for (const output of resolved(caseAudit(c)).outputs)
          for (const step of outputGraph(output, true, 'float32').steps) seen.add(step.info.id);
      } catch (error) {
        if (!(error instanceof LossauditError)) throw error;
      }
    }
    for (const audit of MORE) {
      const report = await reportOf(audit);
      for (const step of report.outputs.flatMap((o) => o.steps)) seen.add(step.id);
    }
    expect([...seen].sort()).toEqual(IDS);
  });
});
