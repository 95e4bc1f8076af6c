/**
 * Rounds of XGBoost and LightGBM: `[0]	train-logloss:0.69	valid-logloss:0.69`, `[10]	training's
 * binary_logloss: 0.71	valid_1's auc: 0.8`, of a cross-validation `[3]	cv_agg's l2: 0.41 + 0.02` or
 * `train-rmse:0.41+0.02`. Each value is computed after the round over the whole set (xgboost 3.2.0,
 * callback.py, EvaluationMonitor; lightgbm 4.7.0, callback.py, log_evaluation). When training stops, the best
 * round is printed once more. Sets without a name are numbered from 0 in the order given: `validation_0` of
 * eval_set (xgboost 3.2.0, sklearn.py, _wrap_evaluation_matrices), `valid_1` of valid_sets, which the
 * training set may be among (lightgbm 4.7.0, engine.py, train).
 */
import { type LogFormat, type LogLine, matches, NUMBER, printed } from '../lines/line.js';
import { LineValues } from '../lines/values.js';

const ROUND = /(?:^|[\s\]:])\[(\d{1,15})\]:?\s+(?=[\w'@.-]{1,100}(?: [\w@.-]{1,100})?:)/;
/**
 * `train-logloss: 0.69`, `training's binary_logloss: 0.71`: from the colon back, so that each sign is looked
 * at once.
 */
const VALUE = new RegExp(`:\\s{0,9}(${NUMBER})(?![\\w.])(?:\\s*(?:\\+-?|±)\\s*(${NUMBER})(?![\\w.]))?`, 'g');
/** One word with a dash, or `valid_1's auc`. */
const NAME = /^(?:[\w-]+'s [\w@.-]+|[\w@.-]+)$/;
/** What stands in front of it. */
const APART = /[^\w@.' -]|(?<!'s) /;
const LONGEST_NAME = 120;
/** What stands above the best round. */
const BEST = /\bbest iteration(?: is)?:\s*$/i;
/** What stands between rounds. */
const NOTICE = /^\s*(?:Will train until .+ hasn't improved|Training until validation scores don't improve)/;

export const boosting: LogFormat = {
  name: 'boosting',
  title: 'rounds of XGBoost or LightGBM',
  producer: {
    means: [
      { names: /\(std\)$/, rule: 'shown', says: 'the standard deviation over the folds' },
      {
        names: /^validation_\d+-/,
        rule: 'shown',
        says: 'over all rows of the set of that number in eval_set, counted from 0, after the round',
      },
      {
        names: /^valid_\d+'s /,
        rule: 'shown',
        says:
          'over all rows of the set of that number in valid_sets (the training set counts if it is there), ' +
          'counted from 0, after the round',
      },
      {
        names: /./,
        rule: 'shown',
        says: 'over all rows of that set after the round; beside a (std) the mean over the folds',
      },
    ],
  },

  sniff: (line) =>
    (line.includes(']') && line.includes(':') && ROUND.test(line)) || BEST.test(line) || NOTICE.test(line),

  parse(line, memory) {
    if (BEST.test(line)) memory.bestRound = true;
    const round = ROUND.exec(line);
    if (!round) return { kind: 'event', values: [] };
    const found = new LineValues();
    for (const { 1: text = '', 2: deviation, index } of matches(VALUE, line)) {
      if (index < round.index) continue;
      const name = line
        .slice(Math.max(round.index, index - LONGEST_NAME), index)
        .split(APART)
        .at(-1) as string;
      const value = NAME.test(name) && /-|'s /.test(name) ? printed(name, text) : undefined;
      if (!value) continue;
      found.add(value);
      // Of a cross-validation: over the folds.
      const spread = deviation === undefined ? undefined : printed(`${name} (std)`, deviation);
      if (spread) found.add(spread);
    }
    if (found.values.length === 0) return undefined;
    const kind = memory.bestRound ? 'summary' : 'progress';
    memory.bestRound = false;
    const result: LogLine = { kind, step: Number(round[1]), index: true, values: found.values };
    if (found.aside) result.aside = found.aside;
    result.traits = ['plain-values'];
    return result;
  },
};
