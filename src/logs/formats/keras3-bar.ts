/**
 * The bar of Keras 3: `5/24 ━━━━━━━━━━━━━━━━━━━━ 0s 16ms/step - loss: 0.6250`, colours removed; `=` where `━`
 * cannot be encoded.
 */
import { cutTraits, goesOn, kerasTail, NEXT_PAIR, seconds } from '../lines/keras-values.js';
import type { LogFormat, LogLine, Trait } from '../lines/line.js';
import { KERAS_LINE } from '../producers/keras.js';

// The bar itself may have become question marks or other debris on its way through a narrow encoding, or be
// gone.
const BAR =
  /(?<!\d)(\d+)\/(\d+|Unknown)\s+(?:([^\sA-Za-z0-9[\]|]\S{0,200})\s+)?(\d+(?::\d\d){0,2})s?\s+(\d+)(us|ms|s)\/step/;

export const keras3Bar: LogFormat = {
  name: 'keras3-bar',
  title: 'progress bar',
  producer: KERAS_LINE,
  rest: NEXT_PAIR,

  sniff: (line) => line.includes('/step') && line.includes('/'),

  parse(line, memory) {
    const match = BAR.exec(line);
    if (!match) return undefined;
    const known = match[2] !== 'Unknown';
    const traits: Trait[] = ['bar-20', 'per-step'];
    const tail = kerasTail(line, match.index + match[0].length, memory);
    traits.push(...cutTraits(tail));
    const result: LogLine = {
      kind: tail.values.length === 0 ? 'counter' : 'progress',
      step: Number(match[1]),
      secondsPerUnit: seconds(match[5]!, match[6]!),
      values: tail.values,
      traits,
      open: tail.cut || tail.values.length === 0 || goesOn(line.slice(tail.end)),
    };
    if (tail.aside) result.aside = tail.aside;
    if (known) result.total = Number(match[2]);
    else traits.push('unknown-total');
    return result;
  },
};
