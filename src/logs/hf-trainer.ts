/**
 * The dicts that the Hugging Face Trainer prints (`{'loss': 0.7436, …}`, from 5.0 on `{'loss': '0.7436', …}`) and the
 * entries of `trainer_state.json`'s `log_history`. Precision by version: see semantics of Trainer.log.
 */
import {
  EXACT,
  type LogFormat,
  type LogLine,
  lastDigit,
  numberOf,
  type Printed,
  significantDigit,
  type Trait,
} from './line.js';

const DICT = /\{\s*['"][^{}]*\}/;
const ENTRY = /(['"])([\w/.@-]+)\1\s*:\s*(?:(['"])([^'"]*)\3|([-+\w.]+))/g;
const MARKS = /['"](?:[\w/.@-]*loss|grad_norm|learning_rate|epoch|step)['"]\s*:/;
/** What the Trainer's dicts have beside a loss. */
const OWN = /['"](?:epoch|step|current_steps|learning_rate|grad_norm|eval_\w+|train_\w+)['"]\s*:/;
/** Keys that are counters, settings or timings, not losses or metrics. */
const NOT_METRICS = /^(?:epoch|step|total_flos|current_steps|total_steps|percentage|lr)$|_runtime$|_per_second$/;

/**
 * Power of ten of a value's last known digit. Up to 4.57 `loss` is `round(x, 4)` and its trailing zeros are not printed; the other
 * values are printed in full. From 5.0 on a printed dict holds strings of four significant digits, `trainer_state.json` every digit.
 */
function precision(name: string, text: string, value: number, style: Trait): number {
  if (!Number.isFinite(value)) return EXACT;
  if (style === 'quoted') return significantDigit(value, 4);
  if (name !== 'loss') return EXACT;
  // What is rounded to four places may be written as 1e-04.
  return lastDigit(text) >= -4 || (style === 'repr' && /e/i.test(text)) ? -4 : EXACT;
}

export const hfTrainer: LogFormat = {
  name: 'hf-trainer',
  title: 'Hugging Face Trainer log',

  sniff: (line) => line.includes('{') && (MARKS.test(line) || /[‘’“”]loss/.test(line)),

  parse(given) {
    // A word processor's quotes.
    const line = /[‘’“”]/.test(given) ? given.replace(/[‘’]/g, "'").replace(/[“”]/g, '"') : given;
    const dict = DICT.exec(line);
    if (!dict) return line.includes('}') ? undefined : { kind: 'counter', values: [], open: true };
    let style: Trait = dict[0].includes("'") ? 'repr' : 'json';
    const values: Printed[] = [];
    const counters: { epoch?: number; step?: number } = {};
    ENTRY.lastIndex = 0;
    for (let entry = ENTRY.exec(dict[0]); entry !== null; entry = ENTRY.exec(dict[0])) {
      const name = entry[2];
      const text = entry[4] ?? entry[5];
      const value = numberOf(text);
      if (value === undefined) continue;
      if (entry[3] === "'") style = 'quoted';
      if (name === 'epoch' || name === 'step') counters[name] = value;
      // LlamaFactory's trainer_log.jsonl.
      if (name === 'current_steps') counters.step = value;
      if (!NOT_METRICS.test(name)) values.push({ name, value, exponent: precision(name, text, value, style) });
    }
    if (values.length === 0) return undefined;
    // Other programs print dicts with a loss, too: the Trainer's say where they stand.
    if (!OWN.test(dict[0])) return undefined;
    const traits: Trait[] = [style];
    if (line.lastIndexOf('trainer_tf.py', dict.index) >= 0) traits.push('tf-trainer');
    else if (
      style === 'repr' &&
      counters.step !== undefined &&
      values.some((v) => v.name === 'loss' && v.exponent === EXACT && Number.isFinite(v.value))
    )
      traits.push('full-loss');
    const has = (name: string) => values.some((v) => v.name === name);
    const result: LogLine = { kind: 'window', values, traits, ...counters };
    if (has('train_loss')) result.kind = has('loss') ? 'window' : 'summary';
    else if (values.some((v) => v.name.startsWith('eval_'))) result.kind = 'epoch';
    else if (!has('loss') && !values.some((v) => v.name.endsWith('loss'))) return undefined;
    return result;
  },
};
