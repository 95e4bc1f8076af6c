/** The tail of a Keras line: ` - name: value` pairs, each `%.4f` or `%.4e` (Progbar.update, all versions). */

import { lastDigit } from '../../text/written-number.js';
import { EXACT, type FormatMemory, numberOf, type Printed, type Trait } from './line.js';
import { type Aside, LineValues } from './values.js';

/**
 * A value of four decimals ends there even if the next message was printed right behind it: `loss:
 * 44.4110Batch 3: Invalid loss`, `loss: 0.5847Traceback`, `loss: 0.08002020-12-11 11:09:45.162853: I
 * tensorflow`.
 */
const PAIR =
  /\s*-\s+([^:\s](?:[^:]{0,98}[^:\s])?)\s*:\s*([-+]?\d+\.\d{4}(?:e[-+]\d{2,3})?(?=[A-Za-df-z/\\]|\d{4}-\d\d-\d\d)|(?:nan|[-+]?inf)(?=[A-Z/\\])|[-+\w.]+?(?=[^-+\w.]|$))/y;
const FOUR_DECIMALS = /^[-+]?\d+\.\d{4}(?:e[-+]\d{2,3})?$/;

/** A line that wraps between its pairs goes on with one. */
export const NEXT_PAIR = /^\s*-\s+\S[^:]*:/;

/** Does what stands behind the values show that the line goes on? Debris such as a quote does not. */
export function goesOn(behind: string): boolean {
  return /\w|-\s*$/.test(behind);
}

export interface Tail {
  values: Printed[];
  /** Where the pairs end. */
  end: number;
  /** The last value may have lost digits: a cut line. */
  cut: boolean;
  /** The cut value, where it is not among the values. */
  aside?: readonly Aside[];
}

/**
 * Reads the pairs from `from` on. A last value without its four decimals was cut off by the paste: what is
 * left of it bounds nothing, so it is left aside. In a log whose numbers somebody rounded by hand it is one
 * of them.
 */
export function kerasTail(line: string, from: number, memory: FormatMemory = {}): Tail {
  const found = new LineValues();
  const { values } = found;
  let end = from;
  let cut = false;
  let rounded = false;
  PAIR.lastIndex = from;
  for (let match = PAIR.exec(line); match !== null; match = PAIR.exec(line)) {
    const [, name = '', text = ''] = match;
    const value = numberOf(text);
    if (value === undefined) {
      cut = match.index + match[0].length >= line.length;
      if (cut || /\d/.test(text)) found.leave(cut ? 'cut-number' : 'number', name, text);
      break;
    }
    end = PAIR.lastIndex;
    const whole = FOUR_DECIMALS.test(text) || !Number.isFinite(value);
    if (FOUR_DECIMALS.test(text)) memory.fourDecimals = true;
    const last = !whole && line.slice(end).trim() === '';
    if (last && !rounded) cut = true;
    if (last && !rounded && (values.length > 0 || memory.fourDecimals)) found.leave('cut-number', name, text);
    else found.add({ name, value, exponent: Number.isFinite(value) ? lastDigit(text) : EXACT });
    rounded ||= !whole;
  }
  return { values, end, cut, ...(found.aside ? { aside: found.aside } : {}) };
}

/** The traits of a line of such values. */
export function cutTraits({ cut, values }: Tail): Trait[] {
  // Alone on its line it is taken, though it may be cut.
  const kept = values.length === 1 && values[0]!.exponent > -4 && values[0]!.exponent !== EXACT;
  return cut ? (kept ? ['cut', 'may-be-cut'] : ['cut']) : [];
}

/** Seconds of a printed duration such as `16ms`. */
export function seconds(count: string, unit: string): number {
  return Number(count) * (unit === 'us' ? 1e-6 : unit === 'ms' ? 1e-3 : 1);
}
