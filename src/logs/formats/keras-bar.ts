/**
 * The bar of Keras 1 and 2: `5/24 [=====>....] - ETA: 0s - loss: -2.0592`, final `24/24 [====] - 0s 16ms/step
 * - loss: …`. Forms by version: semantics of the Progbar class of 1.0 – 2.15 and of tf.keras 1.13 – 2.1
 * (`/sample`).
 */
import { cutTraits, goesOn, kerasTail, NEXT_PAIR, seconds } from '../lines/keras-values.js';
import type { LogFormat, LogLine, Trait } from '../lines/line.js';
import { KERAS_BRACKETS } from '../producers/keras.js';

const BAR = /(?<!\d)(\d+)\/(\d+|Unknown|\?) *(?:\[([=>.]*)\])?/g;
const ETA = /(?:\s*-)?\s*ETA:\s*[\d:]+s?/y;
/**
 * What is left of a state that the last line of the epoch was drawn over: `- ETA: 0s - loss: 0.23 - 0s
 * 2ms/step - loss: 0.2475`.
 */
const DRAWN_OVER = /\s-\s+\d+s\s+\d+(?:us|ms|s)\/(?:step|sample|epoch)(?=\s+-\s|\s*$)/g;
const ELAPSED = /\s*-\s*(\d+)s(?:\s+(\d+)(us|ms|s)\/(step|sample|epoch))?(?=\s|$)/y;

export const kerasBar: LogFormat = {
  name: 'keras-bar',
  title: 'progress bar',
  producer: KERAS_BRACKETS,
  rest: NEXT_PAIR,

  sniff: (line) =>
    line.includes('/') &&
    (line.includes('[=') || line.includes('[>') || line.includes('[.') || line.includes('/Unknown')),

  parse(line, memory) {
    BAR.lastIndex = 0;
    let match = BAR.exec(line);
    while (match && !match[3] && match[2] !== 'Unknown') match = BAR.exec(line);
    if (!match) return undefined;
    let after = match.index + match[0].length;
    DRAWN_OVER.lastIndex = after;
    const over = match[3] ? DRAWN_OVER.exec(line) : null;
    if (over && kerasTail(line, over.index + over[0].length).values.length > 0) after = over.index;
    const width = match[3]?.length;
    const traits: Trait[] = [width === 30 ? 'bar-30' : width ? 'bar-other' : 'unknown-total'];
    const result: LogLine = { kind: 'progress', step: Number(match[1]), values: [], traits };
    if (match[3]) result.total = Number(match[2]);
    let from = after;
    ETA.lastIndex = after;
    ELAPSED.lastIndex = after;
    const elapsed = ELAPSED.exec(line);
    if (ETA.test(line)) {
      from = ETA.lastIndex;
    } else if (elapsed) {
      from = ELAPSED.lastIndex;
      result.final = match[3] !== undefined;
      if (elapsed[2]) {
        result.secondsPerUnit = seconds(elapsed[2], elapsed[3]!);
        traits.push(elapsed[4] === 'sample' ? 'per-sample' : 'per-step');
      } else if (match[3]) traits.push('elapsed-only');
    } else if (!match[3]) return undefined;
    const tail = kerasTail(line, from, memory);
    traits.push(...cutTraits(tail));
    if (tail.values.length === 0) result.kind = 'counter';
    result.values = tail.values;
    if (tail.aside) result.aside = tail.aside;
    // No bar counts more than there is: what it counts is not known.
    if (result.total !== undefined && Number(match[1]) > result.total)
      return {
        kind: 'event',
        values: [],
        aside: tail.values.map(({ name, value }) => ({ what: 'bar', name, text: String(value) })),
      };
    result.open = tail.cut || tail.values.length === 0 || goesOn(line.slice(tail.end));
    return result;
  },
};
