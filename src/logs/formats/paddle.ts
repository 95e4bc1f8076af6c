/**
 * Programs of PaddlePaddle:
 * - PaddleDetection 2: `Epoch: [0] [ 20/100] learning_rate: 0.0003 loss: 2.0 … eta: …`: medians of the last
 *   `log_iter` steps (paddledet 2.6.0, ppdet/utils/stats.py and engine/trainer.py)
 * - PaddleDetection 0 and PaddleOCR 1: `iter: 20, lr: 0.01, 'loss_cls': '0.5', 'loss': '0.75', …`, PaddleOCR
 *   2: `epoch: [1/500], global_step: 20, lr: 0.001, loss: 4.5, …`: medians of the last `log_smooth_window`
 *   steps (PaddleOCR 338ba3e, ppocr/utils/stats.py)
 * - PaddleSeg: `[TRAIN] epoch: 1, iter: 10/1000, loss: 0.9, …`: the mean since the line before (paddleseg
 *   2.8.0, core/train.py)
 * - PaddleClas: `[Train][Epoch 1/20][Iter: 0/50]lr(…): 0.1, top1: 0.1, loss: 4.5, …`: the averages of the
 *   epoch so far, over rows (PaddleClas 0644058, ppcls/engine/train/utils.py)
 */
import type { LogFormat } from '../lines/line.js';
import type { Meaning } from '../lines/producer.js';
import { programFormat } from '../lines/program.js';

/** The parts of a loss add up to it in every step: their medians need not. */
const medians = (window: string): Meaning => ({
  names: /./,
  rule: 'median',
  says: `the median of the last ${window} steps: no mean follows, and the parts need not add up to the loss`,
});

export const PADDLE: readonly LogFormat[] = [
  programFormat({
    name: 'paddledet',
    title: 'PaddleDetection training log',
    words: ['learning_rate: '],
    producer: { counters: 'mostly at 0', means: [medians('log_iter')] },
    forms: [
      {
        is: /\bEpoch: \[(?<epoch>\d{1,9})\] \[\s{0,9}(?<step>\d{1,9})\/(?<total>\d{1,9})\] (?=(?:eta: .{1,40} )?learning_rate: )/,
      },
    ],
  }),
  programFormat({
    name: 'paddle-medians',
    title: 'PaddleDetection 0 or PaddleOCR training log',
    words: [', lr: '],
    producer: { means: [medians('log_smooth_window (mostly 20)')] },
    forms: [
      {
        is: /\bepoch: \[(?<epoch>\d{1,9})\/(?<epochs>\d{1,9})\], (?:iter|global_step): (?<step>\d{1,9}), (?=lr: )/,
      },
      { is: /\bepoch: (?<epoch>\d{1,9}), iter: (?<step>\d{1,9}), (?=(?:lr: \S{1,30}, )?')/ },
      { is: /\biter: (?<step>\d{1,9}), (?=lr: \S{1,30}, ')/ },
    ],
  }),
  programFormat({
    name: 'paddleseg',
    title: 'PaddleSeg training log',
    words: ['[TRAIN]', '[EVAL]'],
    forms: [
      // Its windows go on over the ends of epochs.
      {
        is: /\[TRAIN\]\s+epoch[:=] ?\d{1,9}, iter[:=] ?(?<step>\d{1,9})\/(?<total>\d{1,9}), /,
        traits: ['window-mean-script'],
      },
      { is: /\[EVAL\] #Images: \d{1,9},? /, below: true, phase: 'EVAL' },
      { is: /\[EVAL\] (?=The (?:EMA )?model with the best)/, phase: 'EVAL best', below: true },
    ],
  }),
  programFormat({
    name: 'paddleclas',
    title: 'PaddleClas training log',
    words: ['[Train][Epoch ', '[Eval][Epoch '],
    producer: {
      counters: 'mostly at 0',
      means: [{ names: /./, rule: 'running', says: "the mean over the epoch's rows so far" }],
    },
    forms: [
      {
        is: /\[Train\]\[Epoch (?<epoch>\d{1,9})\/(?<epochs>\d{1,9})\]\[Iter: ?(?<step>\d{1,9})\/(?<total>\d{1,9})\]:? ?(?:lr(?:\([^)]{1,40}\))?: [^\s,]{1,30}, )*/,
        traits: ['running-mean', 'from-zero'],
      },
      {
        is: /\[Train\]\[Epoch (?<epoch>\d{1,9})\/(?<epochs>\d{1,9})\]\[Avg\]/,
        kind: 'epoch',
      },
      { is: /\[Eval\]\[Epoch (?<epoch>\d{1,9})\]\[Avg\]/, kind: 'epoch', phase: 'Eval' },
    ],
  }),
];
