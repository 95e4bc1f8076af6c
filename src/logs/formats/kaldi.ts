/**
 * Kaldi's nnet3: `Average objective function for 'output' for minibatches 0-99 is -1.5 over 12800 frames.`:
 * the mean over the frames of these minibatches, which training makes larger; of chain models `is -0.57 +
 * -0.005 = -0.58`: the objective, what regularises it, and their sum. `Overall average objective function …`
 * is that of the whole run (kaldi-asr/kaldi, nnet3/nnet-training.cc, ObjectiveFunctionInfo).
 */
import { type LogFormat, type LogLine, NUMBER, printed } from '../lines/line.js';
import { LineValues } from '../lines/values.js';

const OBJECTIVE = new RegExp(
  "\\b(Average|Overall average) objective function for '([^']{1,100})'" +
    `(?: for minibatches (\\d{1,15})-(\\d{1,15}))? is (${NUMBER})` +
    `(?: \\+ (${NUMBER}) = (${NUMBER}))? over (${NUMBER}) `,
);

export const kaldi: LogFormat = {
  name: 'kaldi',
  title: 'Kaldi nnet3 training log',

  sniff: (line) => line.includes('verage objective function for '),

  parse(line) {
    const match = OBJECTIVE.exec(line);
    if (!match) return undefined;
    const [, , output, first, last, objective, penalty, sum, frames = ''] = match;
    const found = new LineValues();
    const add = (what: string, text: string | undefined) => {
      const value = text === undefined ? undefined : printed(`${output} ${what}`, text);
      if (value) found.add(value);
    };
    add('objective', objective);
    add('regularization', penalty);
    add('sum', sum);
    found.leave('setting', 'frames', frames);
    const { values, aside } = found;
    if (first === undefined || last === undefined) return { kind: 'summary', values, aside };
    // Minibatches are counted from 0.
    const result: LogLine = {
      kind: 'progress',
      from: Number(first) + 1,
      step: Number(last) + 1,
      values,
      aside,
    };
    return { ...result, traits: ['window-mean-script'] };
  },
};
