/**
 * optuna: `Trial 1 finished with value: 0.5 and parameters: {'x': 2.0}. Best is trial 0 with value: 0.4.`
 * (optuna 5.0.0, study/study.py): the trial's objective, and that of the best trial so far.
 */
import { type LogFormat, NUMBER, printed } from '../lines/line.js';
import { LineValues } from '../lines/values.js';
import { TRIALS } from '../producers/trials.js';

const TRIAL = new RegExp(
  `\\bTrial (\\d{1,15}) finished with value: (?:\\{'([^']{1,100})': )?(${NUMBER})\\}? and parameters: `,
);
const BEST = new RegExp(`\\. Best is trial (\\d{1,15}) with value: (${NUMBER})\\.?\\s*$`);

export const optuna: LogFormat = {
  name: 'optuna',
  title: 'trials of optuna',
  producer: TRIALS,

  sniff: (line) => line.includes(' finished with value: '),

  parse(line) {
    const trial = TRIAL.exec(line);
    if (!trial) return undefined;
    const [whole, number, name = 'value', text = ''] = trial;
    const found = new LineValues();
    const value = printed(name, text);
    if (value) found.add(value);
    const best = BEST.exec(line);
    const least = best ? printed(`Best ${name}`, best[2]!) : undefined;
    if (least) found.add(least);
    if (best) found.leave('setting', 'best trial', best[1]!);
    const parameters = line.slice(trial.index + whole.length, best?.index);
    if (/\d/.test(parameters)) found.leave('setting', 'parameters', parameters);
    const { values, aside } = found;
    return { kind: 'epoch', step: Number(number), values, ...(aside ? { aside } : {}) };
  },
};
