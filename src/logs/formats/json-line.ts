/**
 * JSON objects, one a line or spread over some, that are not the Trainer's: counters under other names
 * (`iter` in Detectron's `json_stats`, `num_updates` in fairseq), or an epoch's losses (`log.txt` of DeiT and
 * its descendants).
 */

import { lastDigit } from '../../text/written-number.js';
import { isApart } from '../lines/csv-header.js';
import { type Dict, dictOf } from '../lines/dict.js';
import { EXACT, type LogFormat, type LogLine, numberOf, printed } from '../lines/line.js';
import { isGames, isMetricWord, METRIC_WORDS } from '../lines/metric-words.js';
import { unwrapped } from '../lines/unwrapped.js';
import { LineValues } from '../lines/values.js';
import { isCounted } from './step-line.js';

const STEP =
  /^(?:step|_step|(?:train(?:er)?\/)?global_step|iter|iteration|num_updates|(?:time\/)?total_timesteps)$/;
const NOT_METRICS = /^(?:\w+_lr|train_wall)$/;
const OWN =
  /"(?:_step|(?:train(?:er)?\/)?global_step|(?:time\/)?total_timesteps|iter|iteration|num_updates|n_parameters|wps|eta|(?:train|test|valid)_\w+)"\s*:/;
/**
 * The Trainer counts epochs in fractions, and JSON writes `1.0` for a whole one. What counts whole epochs and
 * has nothing else that is the Trainer's is another program's.
 */
const WHOLE_EPOCH = /"epoch"\s*:\s*\d+\s*[,}]/;
const TRAINER = /"(?:learning_rate|grad_norm|current_steps|total_flos|train_runtime|eval_\w+)"\s*:/;

/** Of an object without a loss a counter and the name of a metric tell that it is of a training. */
const COUNTS = /["'](?:epoch|_?step|(?:train(?:er)?\/)?global_step|iter|iteration)["']\s*:/;
const NAMES_METRIC = new RegExp(`["'/_ ](?:${METRIC_WORDS})(?:@?\\d+)?["']\\s*:`, 'i');
/** A metric an object: `{"key": "loss", "value": 0.9, "timestamp": 1600000000000, "step": 0}` of MLflow. */
const LONG = /"value"\s*:/;

function longLine({ entries }: Dict): LogLine | undefined {
  const of = (names: RegExp) => entries.find((e) => names.test(e.name))?.text;
  const name = of(/^(?:key|metric|tag)$/);
  const [step, value] = [numberOf(of(STEP) ?? ''), printed(name ?? '', of(/^value$/) ?? '')];
  if (name === undefined || step === undefined || !value) return undefined;
  return { kind: 'progress', step, values: [value], track: name };
}

export const jsonLine: LogFormat = {
  name: 'json-line',
  title: 'JSON lines',

  sniff: (line, { trainer }) =>
    line.includes('{') &&
    (OWN.test(line) || (!trainer && WHOLE_EPOCH.test(line) && !TRAINER.test(line))) &&
    (/loss"\s*:/.test(line) || NAMES_METRIC.test(line)) &&
    !/"(?:train_runtime|eval_loss|grad_norm)"/.test(line),

  parse(line) {
    const object = dictOf(line);
    if (!object) return undefined;
    const long = LONG.test(line) ? longLine(object) : undefined;
    if (long) return long;
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
      } else if (!isApart(name) && !NOT_METRICS.test(name) && !STEP.test(name)) {
        const rounded = quote !== undefined || /\.\d{1,6}$/.test(text);
        found.add({ name, value, exponent: Number.isFinite(value) && rounded ? lastDigit(text) : EXACT });
      } else found.leave('setting', name, text);
    }
    if (found.aside) result.aside = found.aside;
    const counted = result.step !== undefined || result.epoch !== undefined;
    const named = (name: string) => /loss/i.test(name) || (counted && isMetricWord(name));
    if (!found.values.some((v) => named(v.name)) || isGames(object.entries.map((e) => e.name)))
      return undefined;
    return result;
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
  sniff: (line) =>
    line.includes('{') &&
    (/loss["']\s*:/.test(line) || (COUNTS.test(line) && (NAMES_METRIC.test(line) || LONG.test(line)))) &&
    !SETTING.test(line),

  parse(given, memory) {
    const line = unwrapped(given);
    const read = jsonLine.parse(line, memory);
    const placed = read?.step !== undefined || read?.epoch !== undefined;
    // `step 10 {'loss': 0.5}`: the script says where it stands.
    return read && !placed && isCounted(line.slice(0, line.indexOf('{'))) ? undefined : read;
  },
};
