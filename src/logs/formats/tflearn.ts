/**
 * tflearn: `Training Step: 100  | total loss: 0.69 | time: 1.2s` and, on the line below or behind it, `| Adam
 * | epoch: 001 | loss: 0.69 - acc: 0.5 -- iter: 064/1000`. The values are exponential averages of the
 * batches' (tflearn 029adf2, helpers/trainer.py and summaries.py: 0.9, in the first steps (1 + t) / (10 +
 * t)); the last line of an epoch has those of the validation.
 */
import type { LogFormat, LogLine } from '../lines/line.js';
import { valuesOf } from '../lines/named-values.js';

const STEP = /\bTraining Step: (\d{1,15}) {0,9}(?:\||$)/;
const EPOCH = /\| epoch: (\d{1,9}) (?=\|)/;
const SAMPLES = / -- iter: (\d{1,15})\/(\d{1,15})\s*$/;
const exponential = 'an exponential average of the batches (0.9; less of the past in the first steps)';

export const tflearn: LogFormat = {
  name: 'tflearn',
  title: 'tflearn training log',
  producer: {
    means: [
      { names: /^val_/, rule: 'evaluation', says: 'the mean over the batches of the validation' },
      { names: /./, rule: 'exponential', says: exponential },
    ],
  },

  sniff: (line) => line.includes('Training Step: ') || line.includes(' -- iter: '),

  parse(line, memory) {
    const step = STEP.exec(line);
    const samples = SAMPLES.exec(line);
    const epoch = EPOCH.exec(line);
    if (!step && !(samples && epoch)) return undefined;
    const from = step ? step.index + step[0].length : epoch!.index;
    const { values, aside } = valuesOf(line.slice(from, samples?.index), undefined);
    const result: LogLine = {
      kind: values.length > 0 ? 'progress' : 'event',
      values,
      traits: ['plain-values'],
    };
    if (epoch) result.epoch = Number(epoch[1]);
    const above = memory.program?.name === 'tflearn' ? memory.program : undefined;
    if (step) {
      result.step = Number(step[1]);
      memory.program = { name: 'tflearn', step: result.step };
    } else if (above) result.step = above.step;
    else if (samples) {
      result.step = Number(samples[1]);
      result.total = Number(samples[2]);
      result.samples = true;
    }
    if (aside) result.aside = aside;
    return result;
  },
};
