/**
 * OpenNMT:
 * - OpenNMT-py: `Step 50/100000; acc: 4.48; ppl: 35.17; xent: 3.56; lr: 1.0; …`, before 0.4 `Epoch  1, 50/
 *   725; acc: …`: over the target words since the report before, which begins new counts (OpenNMT_py 3.5.1,
 *   onmt/utils/report_manager.py and statistics.py: xent is the loss by words, ppl its exponential)
 * - OpenNMT-tf: `Step = 100 ; steps/s = 2.10, … ; Loss = 5.4`: of that step alone (OpenNMT_tf 2.32.0,
 *   opennmt/training.py: the last loss)
 */
import type { LogFormat } from '../lines/line.js';
import { programFormat } from '../lines/program.js';

export const OPENNMT: readonly LogFormat[] = [
  programFormat({
    name: 'opennmt-py',
    title: 'OpenNMT-py training log',
    words: ['; acc: ', 'perplexity: ', 'accuracy: '],
    producer: {
      counts: 'tokens',
      means: [
        {
          names: /^Train /,
          rule: 'value',
          says: 'over more than the steps since the line before: the epoch, or all of the training so far',
        },
        { names: /^ppl$/, rule: 'value', says: 'e to the mean loss by target word since the line before' },
        { names: /^xent$/, rule: 'window', says: 'the mean loss by target word since the line before' },
      ],
    },
    forms: [
      {
        is: /\bStep\s{1,9}(?<step>\d{1,15})(?:\/\s{0,9}(?<total>\d{1,15}))?; (?=acc: [^;]{1,20}; ppl: )/,
        traits: ['window-mean-script'],
      },
      {
        is: /\bEpoch\s{1,9}(?<epoch>\d{1,9}),\s{1,9}(?<step>\d{1,15})\/\s{0,9}(?<total>\d{1,15}); (?=acc: [^;]{1,20}; ppl: )/,
        traits: ['window-mean-script'],
      },
      { is: /(?:^|[\s\]])(?=(?:Train|Validation) (?:perplexity|accuracy): )/, below: true },
    ],
  }),
  programFormat({
    name: 'opennmt-tf',
    title: 'OpenNMT-tf training log',
    words: ['Step = '],
    producer: { means: [{ names: /./, rule: 'value', says: 'of that step alone' }] },
    forms: [{ is: /\bStep = (?<step>\d{1,15}) ; (?=steps\/s = )/ }],
  }),
];
