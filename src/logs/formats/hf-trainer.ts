/**
 * The dicts that the Hugging Face Trainer prints (`{'loss': 0.7436, …}`, from 5.0 on `{'loss': '0.7436', …}`)
 * and the entries of `trainer_state.json`'s `log_history`. Precision by version: see semantics of
 * Trainer.log.
 */

import { lastDigit } from '../../text/written-number.js';
import { type Dict, dictOf } from '../lines/dict.js';
import {
  EXACT,
  type LogFormat,
  type LogLine,
  matches,
  numberOf,
  significantDigit,
  type Trait,
} from '../lines/line.js';
import { LineValues } from '../lines/values.js';
import { TRAINER } from '../producers/trainer.js';

const MARKS = /['"](?:[\w/.@-]*loss|grad_norm|learning_rate|epoch|step)['"]\s*:/;
/** What the Trainer's dicts have beside a loss. */
const OWN = /['"](?:epoch|step|current_steps|learning_rate|grad_norm|eval_\w+|train_\w+)['"]\s*:/;
/** Keys that are counters, settings or timings, not losses or metrics. */
const NOT_METRICS =
  /^(?:epoch|step|total_flos|current_steps|total_steps|percentage|lr)$|_runtime$|_per_second$/;

/**
 * Power of ten of a value's last known digit. Up to 4.57 `loss` is `round(x, 4)` and its trailing zeros are
 * not printed; the other values are printed in full. From 5.0 on a printed dict holds strings of four
 * significant digits, `trainer_state.json` every digit.
 */
function precision(name: string, text: string, value: number, style: Trait): number {
  if (!Number.isFinite(value)) return EXACT;
  if (style === 'quoted') return significantDigit(value, 4);
  if (name !== 'loss') return EXACT;
  // What is rounded to four places may be written as 1e-04.
  return lastDigit(text) >= -4 || (style === 'repr' && /e/i.test(text)) ? -4 : EXACT;
}

/** Its logger's prefix: `trainer_tf.py:398`, `transformers.trainer_tf`. */
const TF_TRAINER = /\btrainer_tf\b/;

const BAR = /(?<!\d)(\d{1,12})\/(\d{1,12}) \[[\d:]{1,15}</g;

/**
 * The counter of a tqdm bar on the line: that behind the dict, which is drawn anew at its step, else that in
 * front.
 */
function barBeside(line: string, { text, from }: Dict): LogLine['beside'] {
  let found: LogLine['beside'];
  for (const { 1: step, 2: total, index } of matches(BAR, line)) {
    if (index > from && index < from + text.length) continue;
    found = { step: Number(step), total: Number(total) };
    if (index > from) break;
  }
  return found;
}

export const hfTrainer: LogFormat = {
  name: 'hf-trainer',
  title: 'Hugging Face Trainer log',
  producer: TRAINER,

  sniff: (line) => line.includes('{') && (MARKS.test(line) || /[‘’“”]loss/.test(line)),

  parse(given, memory) {
    // A word processor's quotes.
    const line = /[‘’“”]/.test(given) ? given.replace(/[‘’]/g, "'").replace(/[“”]/g, '"') : given;
    const dict = dictOf(line);
    if (!dict) return line.includes('}') ? undefined : { kind: 'counter', values: [], open: true };
    // Other programs print dicts with a loss, too: the Trainer's say where they stand, and have no tensors.
    if (dict.nested || !OWN.test(dict.text) || dict.text.includes("'Loss/")) return undefined;
    let style: Trait = dict.text.includes("'") ? 'repr' : 'json';
    const found = new LineValues();
    const { values } = found;
    const counters: { epoch?: number; step?: number } = {};
    for (const { name, text, quote, list } of dict.entries) {
      const value = numberOf(text);
      if (value === undefined) {
        if (list && /\d/.test(text)) found.leave('number', name, text);
        continue;
      }
      if (quote === "'") style = 'quoted';
      if (name === 'epoch' && text.includes('.')) memory.trainer = true;
      if (name === 'epoch' || name === 'step') counters[name] = value;
      // LlamaFactory's trainer_log.jsonl.
      else if (name === 'current_steps') counters.step = value;
      else if (NOT_METRICS.test(name)) found.leave('setting', name, text);
      else found.add({ name, value, exponent: precision(name, text, value, style) });
    }
    if (values.length === 0) return undefined;
    const traits: Trait[] = [style];
    if (TF_TRAINER.test(line.slice(0, dict.from))) traits.push('tf-trainer');
    else if (
      style === 'repr' &&
      counters.step !== undefined &&
      values.some((v) => v.name === 'loss' && v.exponent === EXACT && Number.isFinite(v.value))
    )
      traits.push('full-loss');
    const has = (name: string) => values.some((v) => v.name === name);
    const result: LogLine = { kind: 'window', values, traits, ...counters };
    if (found.aside) result.aside = found.aside;
    const beside = counters.step === undefined && line.includes('<') ? barBeside(line, dict) : undefined;
    if (beside) result.beside = beside;
    if (has('train_loss')) result.kind = has('loss') ? 'window' : 'summary';
    else if (values.some((v) => v.name.startsWith('eval_'))) result.kind = 'epoch';
    else if (!has('loss') && !values.some((v) => v.name.endsWith('loss'))) return undefined;
    return result;
  },
};
