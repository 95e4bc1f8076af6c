/**
 * JSON objects, one a line or spread over some, that are not the Trainer's: counters under other names
 * (`iter` in Detectron's `json_stats`, `num_updates` in fairseq), or an epoch's losses (`log.txt` of DeiT and
 * its descendants).
 */

import { lastDigit } from '../../text/written-number.js';
import { dictOf } from '../lines/dict.js';
import { EXACT, isMetric, type LogFormat, type LogLine, numberOf } from '../lines/line.js';
import { unwrapped } from '../lines/unwrapped.js';
import { LineValues } from '../lines/values.js';
import { isCounted } from './step-line.js';

const STEP = /^(?:step|global_step|iter|iteration|num_updates)$/;
const NOT_METRICS = /^(?:\w+_lr|train_wall)$/;
const OWN = /"(?:iter|iteration|global_step|num_updates|n_parameters|wps|eta|(?:train|test|valid)_\w+)"\s*:/;
/**
 * The Trainer counts epochs in fractions, and JSON writes `1.0` for a whole one. What counts whole epochs and
 * has nothing else that is the Trainer's is another program's.
 */
const WHOLE_EPOCH = /"epoch"\s*:\s*\d+\s*[,}]/;
const TRAINER = /"(?:learning_rate|grad_norm|current_steps|total_flos|train_runtime|eval_\w+)"\s*:/;

export const jsonLine: LogFormat = {
  name: 'json-line',
  title: 'JSON lines',

  sniff: (line, { trainer }) =>
    line.includes('{') &&
    (OWN.test(line) || (!trainer && WHOLE_EPOCH.test(line) && !TRAINER.test(line))) &&
    /loss"\s*:/.test(line) &&
    !/"(?:train_runtime|eval_loss|grad_norm)"/.test(line),

  parse(line) {
    const object = dictOf(line);
    if (!object) return undefined;
    const found = new LineValues();
    const result: LogLine = { kind: 'epoch', values: found.values };
    for (const { name, text, quote, list } of object.entries) {
      const value = numberOf(text);
      if (value === undefined) {
        if (list && /\d/.test(text)) found.leave('number', name, text);
      } else if (name === 'epoch') result.epoch = value;
      else if (STEP.test(name) && result.step === undefined) {
        result.step = value;
        result.kind = 'progress';
      } else if (isMetric(name) && !NOT_METRICS.test(name) && !STEP.test(name)) {
        const rounded = quote !== undefined || /\.\d{1,6}$/.test(text);
        found.add({ name, value, exponent: Number.isFinite(value) && rounded ? lastDigit(text) : EXACT });
      } else found.leave('setting', name, text);
    }
    if (found.aside) result.aside = found.aside;
    return found.values.some((v) => /loss/i.test(v.name)) ? result : undefined;
  },
};

const SETTING = /^[^{]{0,200}(?:["']\s{0,9}:\s{0,9}\{|`)|"(?:y_true|y_pred|loss_weight|rtol|atol)"\s{0,9}:/;

/**
 * What is left of such objects: `{'loss': 0.0656, 'rmse': 0.256}`, as `evaluate(return_dict=True)` of Keras
 * returns it.
 */
export const dict: LogFormat = {
  name: 'dict',
  title: 'dicts',
  // An object that a key names, as in `"expect": {…}`, or that stands in a line of prose is a setting.
  sniff: (line) => line.includes('{') && /loss["']\s*:/.test(line) && !SETTING.test(line),

  parse(given, memory) {
    const line = unwrapped(given);
    const read = jsonLine.parse(line, memory);
    const placed = read?.step !== undefined || read?.epoch !== undefined;
    // `step 10 {'loss': 0.5}`: the script says where it stands.
    return read && !placed && isCounted(line.slice(0, line.indexOf('{'))) ? undefined : read;
  },
};
