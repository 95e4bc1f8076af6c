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
} from './line.js';
import { epochOf, mayBeTqdm, POSTFIX_REST, pairs, tqdmBar } from './tqdm-line.js';

/**
 * tqdm prints a number as the shorter of its plain form and three significant digits; strings and tensors verbatim: whether zeros were
 * stripped of `0.52` or a script wrote two places cannot be seen, so the last printed digit is the last that is known.
 */
function precision(text: string, value: number): number {
  return Number.isFinite(value) ? lastDigit(text) : EXACT;
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
    const take = (name: string, text: string): void => {
      if (isCounter(name) || !isMetric(name) || values.some((v) => v.name === name)) return;
      const value = numberOf(text);
      if (value !== undefined) values.push({ name, value, exponent: precision(text, value) });
    };
    for (const text of [bar.postfix, bar.description]) for (const pair of pairs(text)) take(pair.name, pair.text);
    for (const [, name, text] of matches(BARE, bar.description)) take(name, text);
    // Behind the bar stands another message, unless nothing is in it.
    if (values.length === 0 && /^\s*[A-Za-z]/.test(bar.behind))
      for (const pair of pairs(bar.behind)) take(pair.name, pair.text);
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
