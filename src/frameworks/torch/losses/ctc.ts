import { LossauditError } from '../../../errors.js';
import type { Expr } from '../../../expr/node.js';
import { shapeText } from '../../../tensor/ndarray.js';
import { ctc as ctcScores } from '../../ctc.js';
import { logSoftmax } from '../../math.js';
import { flag, integer } from '../../param.js';
import { defineTorchLoss, named, type TermInputs } from '../define-loss.js';
import { shapeRefused } from '../kit/refuse.js';

/**
 * aten/src/ATen/native/LossCTC.cpp. The input is [T, N, C]; a single sequence [T, C] has single lengths. The
 * mean divides each sequence by its number of labels before it averages. log_softmax leaves log-probabilities
 * as they are, so that an audit may hold the model's output; `activation: "linear"` takes the input as it is.
 */
export const ctc = defineTorchLoss({
  name: 'CTCLoss',
  family: 'ctc',
  versions: '1.0-',
  names: named('CTCLoss', 'ctc_loss', '1.0-'),
  example: { shapes: { log_probs: 'T N C', targets: 'N L', input_lengths: 'N', target_lengths: 'N' } },
  slots: {
    log_probs: { rows: 1, aliases: ['y_pred', 'input', 'logits'] },
    targets: { exact: true, aliases: ['y_true', 'target', 'labels'] },
    input_lengths: { exact: true },
    target_lengths: { exact: true },
  },
  params: { blank: integer(0), zero_infinity: flag(false) },
  classIndices: true,
  predictions: 'log-distribution',
  withoutLegacy: true,
  lacks: { float16: '', bfloat16: '' },
  terms(inputs) {
    const { params, trace, activation, title } = inputs;
    const { log_probs: x, ...rest } = arraysOf(inputs);
    const single = x.rank === 2;
    const batch = single ? x.expandDims(1) : x;
    const classes = batch.shape[2]!;
    const [, count] = batch.shape as [number, number];
    for (const name of ['input_lengths', 'target_lengths'] as const)
      if (rest[name].size !== count)
        throw shapeRefused(
          inputs,
          name,
          rest[name].shape,
          `it has one number for each of ${count} sequences`,
        );
    const { blank } = params;
    if (!(blank >= 0 && blank < classes)) {
      const data = { name: 'blank', value: String(blank), wanted: `a class from 0 to ${classes - 1}` };
      throw new LossauditError('bad-param', data, { where: 'params.blank' });
    }
    const logs =
      activation === 'linear'
        ? batch
        : trace.step(
            'log-softmax',
            'log_probs stay as they are; of logits, which torch would take as they are, their log_softmax',
            logSoftmax(batch, 2, 'aten', true),
            'logp',
          );
    const { targets } = rest;
    if (targets.rank === 2 ? targets.shape[0] !== count : targets.rank !== 1)
      throw shapeRefused(
        inputs,
        'y_true',
        targets.shape,
        `it is [N, S] for ${count} sequences, or all in one row`,
      );
    const frames = rest.input_lengths.reshape([count]);
    const lengths = rest.target_lengths.reshape([count]);
    const names = { labels: 'y_true', frames: 'input_lengths', lengths: 'target_lengths', who: title };
    const found = ctcScores(
      { logs: logs.transpose([1, 0, 2]), labels: targets, frames, lengths },
      blank,
      names,
    );
    const scores = params.zero_infinity ? found.equal(Number.POSITIVE_INFINITY).where(0, found) : found;
    const shaped = (e: Expr) => (single ? e.reshape([]) : e);
    return { terms: shaped(scores), averaged: (score) => score.div(shaped(lengths.maximum(1))) };
  },
});

type Arrays = Readonly<Record<'log_probs' | 'targets' | 'input_lengths' | 'target_lengths', Expr>>;

function arraysOf(inputs: Pick<TermInputs, 'arrays' | 'title' | 'dtypes' | 'trace'>): Arrays {
  const arrays = inputs.arrays as Arrays;
  const { shape } = arrays.log_probs;
  if (shape.length !== 2 && shape.length !== 3)
    throw shapeRefused(inputs, 'y_pred', shape, `log_probs are [T, N, C] or [T, C], not ${shapeText(shape)}`);
  return arrays;
}
