/**
 * JSON objects, one a line or spread over some, that are not the Trainer's: counters under other names (`iter` in Detectron's
 * `json_stats`, `num_updates` in fairseq), or an epoch's losses (`log.txt` of DeiT and its descendants).
 */
import { EXACT, isMetric, type LogFormat, type LogLine, lastDigit, matches, numberOf, type Printed } from './line.js';

const OBJECT = /\{\s*["'][^{}]*\}/;
const ENTRY = /(["'])([\w/.@ -]+)\1\s*:\s*(?:(["'])([^"']*)\3|([-+\w.]+))/g;
const STEP = /^(?:step|global_step|iter|iteration|num_updates)$/;
const NOT_METRICS = /^(?:\w+_lr|train_wall)$/;
const OWN = /"(?:iter|iteration|global_step|num_updates|n_parameters|wps|eta|(?:train|test|valid)_\w+)"\s*:/;

export const jsonLine: LogFormat = {
  name: 'json-line',
  title: 'JSON lines',

  sniff: (line) =>
    line.includes('{') &&
    OWN.test(line) &&
    /loss"\s*:/.test(line) &&
    !/"(?:train_runtime|eval_loss|grad_norm)"/.test(line),

  parse(line) {
    const object = OBJECT.exec(line);
    if (!object) return undefined;
    const values: Printed[] = [];
    const result: LogLine = { kind: 'epoch', values };
    for (const [, , name, , quoted, bare] of matches(ENTRY, object[0])) {
      const text = quoted ?? bare;
      const value = numberOf(text);
      if (value === undefined) continue;
      if (name === 'epoch') result.epoch = value;
      else if (STEP.test(name)) {
        result.step = value;
        result.kind = 'progress';
      } else if (isMetric(name) && !NOT_METRICS.test(name)) {
        const rounded = quoted !== undefined || /\.\d{1,6}$/.test(text);
        values.push({ name, value, exponent: Number.isFinite(value) && rounded ? lastDigit(text) : EXACT });
      }
    }
    return values.some((v) => /loss/i.test(v.name)) ? result : undefined;
  },
};

/** What is left of such objects: `{'loss': 0.0656, 'rmse': 0.256}`, as `evaluate(return_dict=True)` of Keras returns it. */
export const dict: LogFormat = {
  name: 'dict',
  title: 'dicts',
  sniff: (line) => line.includes('{') && /loss["']\s*:/.test(line),
  parse: jsonLine.parse,
};
