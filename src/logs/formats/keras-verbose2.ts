/**
 * One line per epoch (`verbose=2`): ` - 0s - loss: …` (≤ 2.3), `3/3 - 1s - loss: … - 547ms/epoch -
 * 182ms/step` (2.7 – 2.15), `3/3 - 1s - 196ms/step - loss: …` (3.x).
 */
import { cutTraits, goesOn, kerasTail, NEXT_PAIR, seconds } from '../lines/keras-values.js';
import type { LogFormat, LogLine, Trait } from '../lines/line.js';
import { KERAS_ROWS } from '../producers/keras.js';

const HEAD =
  /(?:(?:^|\s)(\d+)\/(\d+)\s+|^\s*|[\s>|])-\s+(\d+)s(?=\s+-)(?:\s+-\s+(\d+)(us|ms|s)\/(step|sample))?/;
const PER_EPOCH = /\s+-\s+\d+(?:us|ms|s)\/epoch\s+-\s+(\d+)(us|ms|s)\/(step|sample)/y;

export const kerasVerbose2: LogFormat = {
  name: 'keras-verbose2',
  title: 'one line per epoch (verbose=2)',
  producer: KERAS_ROWS,
  rest: NEXT_PAIR,

  sniff: (line) => line.includes('- ') && line.includes('s - ') && line.includes(': '),

  parse(line, memory) {
    const match = HEAD.exec(line);
    if (!match) return undefined;
    const tail = kerasTail(line, match.index + match[0].length, memory);
    if (tail.values.length === 0) return undefined;
    const result: LogLine = { kind: 'epoch', values: tail.values, final: true };
    const traits: Trait[] = [];
    PER_EPOCH.lastIndex = tail.end;
    const perEpoch = PER_EPOCH.exec(line);
    if (match[1]) {
      result.step = Number(match[1]);
      result.total = Number(match[2]);
    }
    if (perEpoch) {
      traits.push('per-epoch');
      result.secondsPerUnit = seconds(perEpoch[1]!, perEpoch[2]!);
    } else if (match[4]) {
      traits.push(match[6] === 'sample' ? 'per-sample' : 'verbose2-keras3');
      result.secondsPerUnit = seconds(match[4], match[5]!);
    } else traits.push(match[1] ? 'verbose2-counter' : 'verbose2-plain');
    if (!perEpoch) traits.push(...cutTraits(tail));
    if (tail.aside) result.aside = tail.aside;
    result.open = tail.cut || goesOn(line.slice(perEpoch ? PER_EPOCH.lastIndex : tail.end));
    result.traits = traits;
    return result;
  },
};
