/**
 * Lightning's tqdm bar: `Epoch 0: 100%|###| 3/3 [00:00<00:00, 212.36it/s, v_num=0, loss_step=11.30]`. A
 * number has three significant digits and is then padded with zeros to five characters: the zeros carry
 * nothing (lightning Tqdm.format_num).
 */

import { lastDigit } from '../../text/written-number.js';
import { EXACT, type LogFormat, type LogLine, numberOf, significantDigit } from '../lines/line.js';
import { pairsOf } from '../lines/pairs.js';
import { epochOf, mayBeTqdm, POSTFIX_REST, tqdmBar } from '../lines/tqdm-line.js';
import { LineValues } from '../lines/values.js';

const PHASES =
  /^(?:Epoch \d+|Training|Sanity Checking(?: DataLoader \d+)?|Validat\w*(?: DataLoader \d+| Sanity Check)?|Testing(?: DataLoader \d+)?)$/;

/** More digits than three, not just zeros, were written by another format (`.3f` up to 1.0). */
function precision(text: string, value: number): number {
  if (!Number.isFinite(value)) return EXACT;
  const third = significantDigit(value, 3);
  const last = lastDigit(text);
  return last < third && /[1-9]$/.test(text) && !/e/i.test(text) ? last : third;
}

/** NaN is padded like a number: `nan.0`. */
function paddedValue(text: string): number | undefined {
  return numberOf(text.replace(/(?<=nan|inf)\.0$/, ''));
}

export const lightningBar: LogFormat = {
  name: 'lightning-bar',
  title: 'Lightning bar (tqdm)',
  producer: { repeatsStates: true },
  restOfOpen: POSTFIX_REST,

  sniff: (line) =>
    mayBeTqdm(line) &&
    (line.includes('v_num=') ||
      line.includes('_step=') ||
      line.includes('_epoch=') ||
      /DataLoader \d|Sanity/.test(line)),

  parse(line) {
    const bar = tqdmBar(line);
    if (
      !bar ||
      !PHASES.test(bar.description.replace(/^.*?(?=(?:Epoch|Training|Sanity|Validat|Testing))/, ''))
    )
      return undefined;
    const found = new LineValues();
    const { values } = found;
    for (const { name, text, whole } of pairsOf(bar.postfix)) {
      const value = whole ? paddedValue(text) : undefined;
      if (name === '' || name === 'v_num') continue;
      if (value === undefined) found.leave('number', name, text);
      else found.add({ name, value, exponent: precision(text, value) });
    }
    // A terminal cuts the bar at its width, in the middle of a number too.
    if (!bar.closed && /^[^=]*=\s*\S+\s*$/.test(bar.postfix.slice(bar.postfix.lastIndexOf(',') + 1))) {
      const cut = values.pop();
      if (cut) found.leave('cut-number', cut.name, String(cut.value));
    }
    const result: LogLine = {
      // Before the first step the bar still shows the values of the epoch before.
      kind: values.length > 0 && bar.step > 0 ? 'progress' : 'counter',
      step: bar.step,
      values,
      open: !bar.closed,
      ...epochOf(bar.description),
    };
    if (found.aside) result.aside = found.aside;
    if (/\bloss=[^,\]=]+, v_num=/.test(bar.postfix)) result.traits = ['loss-of-20'];
    // Bars of validation and testing count their own batches.
    if (!/Epoch|Training/.test(bar.description)) result.kind = 'counter';
    if (bar.total !== undefined) result.total = bar.total;
    if (bar.secondsPerUnit !== undefined) result.secondsPerUnit = bar.secondsPerUnit;
    return result;
  },
};
