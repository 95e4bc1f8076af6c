/**
 * MXNet's Module and its Speedometer (mxnet 1.9.1, callback.py and module/base_module.py):
 * - `Epoch[0] Batch [20-40]	Speed: 6.3 samples/sec	Loss=5.5`: the mean over the batches of the range; with
 *   auto_reset off all ranges begin at 0
 * - `Epoch[0] Batch [20]	Speed: 6.3 samples/sec	Train-accuracy=0.5`: older versions, a line for each
 *   metric: since the line before, or since the epoch began with auto_reset off, which the line does not
 *   show; scripts of Gluon print such lines, too
 * - Gluon's Estimator (gluon/contrib/estimator/event_handler.py): `[Epoch 0][Batch 9][Samples 320] …
 *   training accuracy: 0.15, training softmaxcrossentropyloss: 2.2026`: the mean over the epoch so far
 * - `Epoch[0] Train-accuracy=0.5`, `Epoch[0] Validation-accuracy=0.5`, `Epoch[0] Time cost=2.5`
 */
import type { LogFormat } from '../lines/line.js';
import { programFormat } from '../lines/program.js';

const EPOCH_LINES = {
  names: /^Train-/,
  rule: 'value',
  says:
    'the mean over the epoch; versions that print no ranges reset it at each line: over its last ' +
    'batches',
} as const;

export const MXNET: readonly LogFormat[] = [
  programFormat({
    name: 'mxnet',
    title: "lines of MXNet's Speedometer",
    words: ['Epoch['],
    producer: { means: [EPOCH_LINES] },
    forms: [
      {
        is: /\bEpoch\[(?<epoch>\d{1,9})\] Batch \[(?<from>\d{1,9})-(?<step>\d{1,9})\]\s+(?=Speed: )/,
        fromZero: true,
        traits: ['window-mean-script'],
      },
      { is: /\bEpoch\[(?<epoch>\d{1,9})\] (?=(?:Train|Validation)-[^\s=]{1,100}=)/, kind: 'epoch' },
      { is: /\bEpoch\[\d{1,9}\] (?=Time cost=)/ },
    ],
  }),
  programFormat({
    name: 'mxnet-estimator',
    title: "lines of MXNet's Estimator",
    words: ['[Samples ', '] Finished in '],
    producer: {
      counters: 'mostly at 0',
      means: [{ names: /^training /, rule: 'running', says: "the mean over the epoch's rows so far" }],
    },
    forms: [
      {
        is: /\[Epoch (?<epoch>\d{1,9})\]\[Batch (?<step>\d{1,9})\]\[Samples \d{1,15}\] /,
        traits: ['running-mean', 'from-zero'],
      },
      {
        is: /\[Epoch (?<epoch>\d{1,9})\] Finished in [\d.]{1,20}s, (?=(?:training|validation) )/,
        kind: 'epoch',
      },
    ],
  }),
  programFormat({
    name: 'mxnet-batch',
    title: "lines of MXNet's Speedometer without ranges",
    words: ['Epoch['],
    producer: {
      counters: 'at 0 or 1',
      means: [
        {
          names: /./,
          rule: 'value',
          says:
            "the mean since the line before, or since the epoch began: Speedometer's auto_reset, which the " +
            'line does not show, decides',
        },
      ],
    },
    forms: [{ is: /\bEpoch\[(?<epoch>\d{1,9})\] Batch \[(?<step>\d{1,9})\]\s+(?=Speed: )/ }],
  }),
];
