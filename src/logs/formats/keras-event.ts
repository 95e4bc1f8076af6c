/**
 * What Keras prints between bars: epoch headers, `Train on …`, callbacks. Their form tells versions apart.
 */
import type { LogFormat, LogLine, Trait } from '../lines/line.js';
import { KERAS } from '../producers/keras.js';

/** Quotes, commas and the end of a call may stand around it. */
const EPOCH = /(?:^|[\s>|\]:#)`'"*])Epoch[: ]\s*(\d+)\s*\/\s*(\d+)[\s`'",\\*]*$/;
/**
 * Programs have sentences of their own that start like it (`Train on 220 samples, val on 24 samples, with
 * batch size 32.`).
 */
const TRAIN =
  /Train (on|for) (\d+) (samples|steps)(?:, validate (?:on|for) (\d+) (?:samples|steps))?[\s`'"]*(?:$|Epoch\b|\d+\/)/;
const CALLBACK =
  /Epoch (\d+): (?:\S+ (?:improved from|did not improve)|saving model|early stopping|finished saving|ReduceLROnPlateau|LearningRateScheduler)/;

export const kerasEvent: LogFormat = {
  name: 'keras-event',
  title: 'Keras notices',
  producer: KERAS,

  sniff: (line) =>
    line.includes('Epoch') ||
    line.includes('Train ') ||
    line.includes('Invalid loss') ||
    line.includes('ran out of data'),

  parse(line) {
    const epoch = EPOCH.exec(line);
    if (epoch) return { kind: 'header', epoch: Number(epoch[1]), epochs: Number(epoch[2]), values: [] };
    const train = TRAIN.exec(line);
    if (train) {
      const trait: Trait = train[1] === 'for' ? 'train-for' : train[4] ? 'train-on-validate' : 'train-on';
      return { kind: 'event', total: Number(train[2]), values: [], traits: [trait] };
    }
    const callback = CALLBACK.exec(line);
    if (callback) {
      const traits: Trait[] = [callback[1]!.length === 5 ? 'checkpoint-5-digits' : 'checkpoint-plain'];
      if (callback[0].includes('finished saving')) traits.push('checkpoint-finished');
      if (line.includes('improved from None')) traits.push('checkpoint-none');
      const result: LogLine = { kind: 'event', values: [], traits };
      return result;
    }
    if (/input ran out of data/.test(line)) return { kind: 'event', values: [], traits: ['ran-out'] };
    if (/Batch \d+: Invalid loss, terminating training/.test(line)) return { kind: 'event', values: [] };
    return undefined;
  },
};
