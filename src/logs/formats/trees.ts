/**
 * Other programs that add trees and say after each what the loss is:
 * - LightGBM's command line: `[LightGBM] [Info] Iteration:10, training binary_logloss : 0.6`, a line for each
 *   metric
 * - NGBoost: `[iter 0] loss=1.2 val_loss=0.0 scale=1.0 norm=2.5` (ngboost 0.6.0, ngboost.py, fit: the loss is
 *   computed before the round's tree, the one of the validation after it)
 * - YDF and TensorFlow Decision Forests: `num-trees:1 train-loss:1.2 valid-loss:1.3`, `Train tree 1/5
 *   train-loss:1.2` (ydf 0.16.1)
 * - scikit-learn's HistGradientBoosting: `[1/4] 1 tree, 5 leaves, max depth = 3, train loss: 0.63245, val
 *   loss: 0.63619, in 0.001s` (scikit-learn 1.6.1, _check_early_stopping_loss); a `train score` is that of
 *   a part of the rows
 */
import type { LogFormat } from '../lines/line.js';
import { programFormat } from '../lines/program.js';

const after = (sets: string) => `over all rows of ${sets} after the round`;

export const TREES: readonly LogFormat[] = [
  programFormat({
    name: 'lightgbm-cli',
    title: "rounds of LightGBM's command line",
    words: ['[LightGBM] ['],
    producer: { means: [{ names: /./, rule: 'shown', says: after('that set') }] },
    forms: [
      { is: /\[Info\] Iteration:(?<step>\d{1,15}), /, traits: ['plain-values'] },
      { is: /\[LightGBM\] \[Info\] [\d.]{1,20} seconds elapsed, finished iteration \d{1,15}/ },
    ],
  }),
  programFormat({
    name: 'ngboost',
    title: 'rounds of NGBoost',
    words: ['[iter '],
    producer: {
      means: [
        { names: /^loss$/, rule: 'value', says: "over the round's training rows, before its tree is added" },
        {
          names: /^val_loss$/,
          rule: 'evaluation',
          says: `${after('the validation set')}; 0 where there is none`,
        },
        { names: /./, rule: 'value', says: 'the step length and the size of the gradient' },
      ],
    },
    forms: [
      {
        is: /\[iter (?<step>\d{1,15})\] (?=loss=\S{1,40} val_loss=\S{1,40} scale=)/,
        traits: ['plain-values'],
      },
    ],
  }),
  programFormat({
    name: 'hist-gradient-boosting',
    title: "rounds of scikit-learn's HistGradientBoosting",
    words: ['max depth = '],
    producer: {
      means: [
        { names: /^train loss$/, rule: 'value', says: after('the training set') },
        { names: /^train score$/, rule: 'value', says: 'over a part of the training rows after the round' },
      ],
    },
    forms: [
      {
        is: /\[(?<step>\d{1,9})\/(?<total>\d{1,9})\] \d{1,9} trees?, \d{1,15} leaves,? (?:\(\d{1,15} on avg\), )?max depth = \d{1,9}, /,
        traits: ['plain-values'],
      },
    ],
  }),
  programFormat({
    name: 'ydf',
    title: 'trees of YDF or TensorFlow Decision Forests',
    words: ['num-trees:', 'Train tree '],
    producer: { means: [{ names: /^train-/, rule: 'value', says: after('the training set') }] },
    forms: [
      { is: /\bFinal model num-trees:-?\d{1,15}\s/, kind: 'summary', traits: ['plain-values'] },
      {
        is: /\b(?:num-trees:|Train tree )(?<step>\d{1,15})(?:\/(?<total>\d{1,15}))?\s(?=(?:train|valid)-)/,
        traits: ['plain-values'],
      },
    ],
  }),
];
