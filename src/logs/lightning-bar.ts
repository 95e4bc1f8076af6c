/**
 * Lightning's tqdm bar: `Epoch 0: 100%|###| 3/3 [00:00<00:00, 212.36it/s, v_num=0, loss_step=11.30]`. A number has three significant
 * digits and is then padded with zeros to five characters: the zeros carry nothing (lightning Tqdm.format_num).
 */
import { EXACT, type LogFormat, type LogLine, lastDigit, numberOf, type Printed, significantDigit } from './line.js';
import { epochOf, mayBeTqdm, POSTFIX_REST, pairs, tqdmBar } from './tqdm-line.js';

const PHASES =
  /^(?:Epoch \d+|Training|Sanity Checking(?: DataLoader \d+)?|Validat\w*(?: DataLoader \d+| Sanity Check)?|Testing(?: DataLoader \d+)?)$/;

/** More digits than three, not just zeros, were written by another format (`.3f` up to 1.0). */
function precision(text: string, value: number): number {
  if (!Number.isFinite(value)) return EXACT;
  const third = significantDigit(value, 3);
  const last = lastDigit(text);
  return last < third && /[1-9]$/.test(text) && !/e/i.test(text) ? last : third;
}

export const lightningBar: LogFormat = {
  name: 'lightning-bar',
  title: 'Lightning bar (tqdm)',
  restOfOpen: POSTFIX_REST,

  sniff: (line) =>
    mayBeTqdm(line) &&
    (line.includes('v_num=') ||
      line.includes('_step=') ||
      line.includes('_epoch=') ||
      /DataLoader \d|Sanity/.test(line)),

  parse(line) {
    const bar = tqdmBar(line);
    if (!bar || !PHASES.test(bar.description.replace(/^.*?(?=(?:Epoch|Training|Sanity|Validat|Testing))/, '')))
      return undefined;
    const values: Printed[] = [];
    for (const pair of pairs(bar.postfix)) {
      const value = numberOf(pair.text);
      if (value === undefined || pair.name === 'v_num') continue;
      values.push({ name: pair.name, value, exponent: precision(pair.text, value) });
    }
    // A terminal cuts the bar at its width, in the middle of a number too.
    if (!bar.closed && /^[^=]*=\s*\S+\s*$/.test(bar.postfix.slice(bar.postfix.lastIndexOf(',') + 1))) values.pop();
    const result: LogLine = {
      // Before the first step the bar still shows the values of the epoch before.
      kind: values.length > 0 && bar.step > 0 ? 'progress' : 'counter',
      step: bar.step,
      values,
      open: !bar.closed,
      ...epochOf(bar.description),
    };
    if (/\bloss=[^,\]=]+, v_num=/.test(bar.postfix)) result.traits = ['loss-of-20'];
    // Bars of validation and testing count their own batches.
    if (!/Epoch|Training/.test(bar.description)) result.kind = 'counter';
    if (bar.total !== undefined) result.total = bar.total;
    if (bar.secondsPerUnit !== undefined) result.secondsPerUnit = bar.secondsPerUnit;
    return result;
  },
};
