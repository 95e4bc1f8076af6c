/** tqdm with `set_postfix`: `train:  33%|###   | 1/3 [00:00<00:00, 813.64it/s, acc=0.5, loss=1.23]`. */

import { lastDigit } from '../../text/written-number.js';
import { EXACT, type LogFormat, type LogLine, numberOf, type Printed } from '../lines/line.js';
import { valuesOf } from '../lines/named-values.js';
import { epochOf, mayBeTqdm, POSTFIX_REST, tqdmBar } from '../lines/tqdm-line.js';
import { unwrapped } from '../lines/unwrapped.js';
import { LineValues } from '../lines/values.js';

/**
 * tqdm prints a number as the shorter of its plain form and three significant digits; strings and tensors
 * verbatim: whether zeros were stripped of `0.52` or a script wrote two places cannot be seen, so the last
 * printed digit is the last that is known.
 */
function precision(text: string, value: number): number {
  return Number.isFinite(value) ? lastDigit(text) : EXACT;
}

/** A loop over other data, with a bar of its own. */
const TRACK = /\b(valid(?:ation|ating)?|val|test(?:ing)?|eval(?:uation|uating)?)\b/i;
/** The table that YOLO draws while it validates: names of columns, no values. */
const COLUMNS = /\bClass\s+Images\b/;
/** A number of a postfix or description. */
function read(name: string, text: string): Printed | undefined {
  const value = numberOf(text);
  return value === undefined ? undefined : { name, value, exponent: precision(text, value) };
}

export const tqdm: LogFormat = {
  name: 'tqdm',
  title: 'tqdm bar',
  // The Trainer's bar is one of tqdm.
  producer: { newBarOnNewLine: true, steps: 'of lines beside' },
  restOfOpen: POSTFIX_REST,

  sniff: (line) => (line.includes('[') && line.includes('it [')) || mayBeTqdm(line),

  parse(line) {
    const bar = tqdmBar(unwrapped(line));
    if (!bar || COLUMNS.test(bar.description)) return undefined;
    const found = new LineValues();
    const { values } = found;
    for (const text of [bar.postfix, bar.description]) valuesOf(text, undefined, found, read);
    // Behind the bar stands another message, unless nothing is in it.
    if (values.length === 0 && /^\s*[A-Za-z]/.test(bar.behind)) valuesOf(bar.behind, undefined, found, read);
    const result: LogLine = {
      kind: values.length > 0 ? 'progress' : 'counter',
      step: bar.step,
      values,
      lags: true,
      open: !bar.closed,
      ...epochOf(bar.description),
    };
    if (found.aside) result.aside = found.aside;
    const track = TRACK.exec(bar.description.replace(/[:=(].*$/, ''));
    if (track) result.track = track[1]!.toLowerCase();
    if (bar.total !== undefined) result.total = bar.total;
    if (bar.secondsPerUnit !== undefined) result.secondsPerUnit = bar.secondsPerUnit;
    return result;
  },
};
