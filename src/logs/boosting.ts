/**
 * Rounds of XGBoost and LightGBM: `[0]	train-logloss:0.69	valid-logloss:0.69`, `[10]	training's binary_logloss: 0.71	valid_1's auc: 0.8`, of a
 * cross-validation `[3]	cv_agg's l2: 0.41 + 0.02` or `train-rmse:0.41+0.02`. Each value is computed after the round over the whole set.
 */
import { type LogFormat, matches, NUMBER, type Printed, printed } from './line.js';

const ROUND = /(?:^|[\s\]:])\[(\d+)\]\s+(?=[\w'-]+(?: [\w@-]+)?:)/;
const PAIR = new RegExp(`([\\w-]+(?:'s [\\w@-]+|-[\\w@-]+)):\\s*(${NUMBER})(?![\\w.])`, 'g');

export const boosting: LogFormat = {
  name: 'boosting',
  title: 'rounds of XGBoost or LightGBM',

  sniff: (line) => line.includes(']') && line.includes(':') && ROUND.test(line),

  parse(line) {
    const round = ROUND.exec(line);
    if (!round) return undefined;
    const values: Printed[] = [];
    for (const [, name, text] of matches(PAIR, line.slice(round.index))) {
      const value = printed(name, text);
      if (value && !values.some((v) => v.name === name)) values.push(value);
    }
    if (values.length === 0) return undefined;
    return { kind: 'progress', step: Number(round[1]), index: true, values, traits: ['plain-values'] };
  },
};
