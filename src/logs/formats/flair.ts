/**
 * flair (0.15.1, trainers/trainer.py): `epoch 7 - iter 2/4 - loss 0.75 - samples/sec: …` is the running
 * average of the epoch (over the batches so far, later over their samples), which `EPOCH 7 done: loss 0.75`
 * repeats; `DEV : loss 0.8 - f1-score (micro avg)  0.5` and `TEST : …` below it are of that epoch.
 */
import type { LogFormat, LogLine } from '../lines/line.js';
import { valuesOf } from '../lines/named-values.js';

const STEP = /\bepoch (\d{1,9}) - iter (\d{1,9})\/(\d{1,9}) - (?=loss )/;
const DONE = /\bEPOCH (\d{1,9}) done: (?=loss )/;
const SPLIT = /(?:^|\s)(DEV|TEST|TRAIN(?:_SPLIT|_PART)?) {0,3}: (?=loss )/;

export const flair: LogFormat = {
  name: 'flair',
  title: 'flair training log',
  producer: {
    counters: 'at 0 or 1',
    epochRepeatsLast: true,
    means: [{ names: /^loss$/, rule: 'running', says: "the mean over the epoch's batches so far" }],
  },

  sniff: (line) => line.includes('loss '),

  parse(line, memory) {
    const step = STEP.exec(line);
    if (step) {
      const [whole, epoch, done, total] = step;
      const counters = { epoch: Number(epoch), step: Number(done), total: Number(total) };
      const line_ = lineOf(line.slice(step.index + whole.length), undefined);
      return { kind: 'progress', ...counters, index: true, ...line_, traits: ['running-mean'] };
    }
    const done = DONE.exec(line);
    if (done) {
      const epoch = Number(done[1]);
      memory.program = { name: 'flair', epoch };
      return { kind: 'epoch', epoch, ...lineOf(line.slice(done.index + done[0].length), undefined) };
    }
    const split = memory.program?.name === 'flair' ? SPLIT.exec(line) : null;
    if (!split) return undefined;
    const { epoch } = memory.program ?? {};
    return { kind: 'epoch', epoch, ...lineOf(line.slice(split.index + split[0].length), split[1]) };
  },
};

function lineOf(text: string, split: string | undefined): Pick<LogLine, 'values' | 'aside'> {
  const { values, aside } = valuesOf(text, split);
  return aside ? { values, aside } : { values };
}
