/** tqdm with `set_postfix`: `train:  33%|###   | 1/3 [00:00<00:00, 813.64it/s, acc=0.5, loss=1.23]`. */
import {
  EXACT,
  isCounter,
  isMetric,
  type LogFormat,
  type LogLine,
  lastDigit,
  matches,
  NUMBER,
  numberOf,
  type Printed,
  significantDigit,
} from './line.js';
import { epochOf, mayBeTqdm, POSTFIX_REST, pairs, tqdmBar } from './tqdm-line.js';

/** tqdm prints a number as the shorter of its plain form and three significant digits; strings and tensors verbatim. */
function precision(text: string, value: number): number {
  if (!Number.isFinite(value)) return EXACT;
  const printedDigit = lastDigit(text);
  const third = significantDigit(value, 3);
  // A trailing zero or a fourth digit was written by the script's own format.
  if (/\.\d*0$/.test(text) || printedDigit < third) return printedDigit;
  return third === EXACT ? printedDigit : Math.min(printedDigit, third);
}

/** A loop over other data, with a bar of its own. */
const TRACK = /\b(valid(?:ation|ating)?|val|test(?:ing)?|eval(?:uation|uating)?)\b/i;
/** The table that YOLO draws while it validates: names of columns, no values. */
const COLUMNS = /\bClass\s+Images\b/;
/** `Epoch 1 loss 1.0584` in a description. */
const BARE = new RegExp(`(?<![A-Za-z_])([A-Za-z_]{0,80}loss\\w*|acc\\w*)\\s+(${NUMBER})(?![\\w.])`, 'gi');

export const tqdm: LogFormat = {
  name: 'tqdm',
  title: 'tqdm bar',
  restOfOpen: POSTFIX_REST,

  sniff: (line) => (line.includes('[') && line.includes('it [')) || mayBeTqdm(line),

  parse(line) {
    const bar = tqdmBar(line);
    if (!bar || COLUMNS.test(bar.description)) return undefined;
    const values: Printed[] = [];
    const bare = [...matches(BARE, bar.description)].map(([, name, text]) => ({ name, text }));
    for (const [i, found] of [
      pairs(bar.postfix),
      pairs(bar.description),
      bare,
      pairs(/^\s*[A-Za-z]/.test(bar.behind) ? bar.behind : ''),
    ].entries()) {
      // Behind the bar stands another message, unless nothing is in it.
      if (i === 3 && values.length > 0) break;
      for (const pair of found) {
        if (isCounter(pair.name) || !isMetric(pair.name) || values.some((v) => v.name === pair.name)) continue;
        const value = numberOf(pair.text);
        if (value !== undefined) values.push({ name: pair.name, value, exponent: precision(pair.text, value) });
      }
    }
    const result: LogLine = {
      kind: values.length > 0 ? 'progress' : 'counter',
      step: bar.step,
      values,
      lags: true,
      open: !bar.closed,
      ...epochOf(bar.description),
    };
    const track = TRACK.exec(bar.description.replace(/[:=(].*$/, ''));
    if (track) result.track = track[1].toLowerCase();
    if (bar.total !== undefined) result.total = bar.total;
    if (bar.secondsPerUnit !== undefined) result.secondsPerUnit = bar.secondsPerUnit;
    return result;
  },
};
