/**
 * Rounds of CatBoost: `0:	learn: 0.65	test: 0.66	best: 0.66 (0)	total: 70ms	remaining: 1m`, with more sets
 * `test1:`, and below them `bestTest = 0.3238` and `bestIteration = 7`. Runs of catboost 1.2.10
 * (fixtures/logs/corpus) show: each value is the metric over its set after the round; `best` is that of the
 * last set, the smallest or the largest so far as the metric goes. The metric is `eval_metric`, which need
 * not be the loss; `learn` is left out where it would take long (AUC).
 */
import { type LogFormat, type LogLine, matches, NUMBER, printed } from '../lines/line.js';
import { LineValues } from '../lines/values.js';

const ROUND = /(?:^|[\s\]|>])(\d{1,9}):\s{1,20}(?=(?:learn|test\d{0,3}|best):\s)/;
const VALUE = new RegExp(
  `\\b(learn|test\\d{0,3}|best|total|passed|remaining): {1,20}(${NUMBER})(\\w{0,3})(?: \\((\\d{1,15})\\))?`,
  'g',
);
const NEXT = /[a-z]\d{1,9}:\s{1,20}(?:learn|test): /;
const BEST = new RegExp(`^\\W{0,40}(bestTest|bestIteration) = (${NUMBER})\\s*$`);
const NOTICE = /^\W{0,40}(?:(Shrink model to first) (\d{1,15}) iterations\.|Stopped by overfitting detector)/;

export const catboost: LogFormat = {
  name: 'catboost',
  title: 'rounds of CatBoost',
  producer: {
    means: [
      {
        names: /^(?:best|bestTest)$/,
        rule: 'best',
        says: 'the best value so far of the last test set, the smallest or the largest as its metric goes',
      },
      {
        names: /^test\d*$/,
        rule: 'evaluation',
        says: 'the metric over all rows of a test set after the round (eval_metric, if given, else the loss)',
      },
      {
        names: /^learn$/,
        rule: 'value',
        says: 'the metric over all training rows after the round (eval_metric, if given, else the loss)',
      },
    ],
  },

  sniff: (line) => / = |iterations\.|overfitting/.test(line) || ROUND.test(line),

  parse(line) {
    const round = ROUND.exec(line);
    if (!round) return endOf(line);
    const found = new LineValues();
    // Its end was lost: what follows is of the next rounds.
    const behind = line.slice(round.index);
    const next = behind.search(NEXT);
    if (next > 0) found.leave('number', '', behind.slice(next + 1));
    const own = next > 0 ? behind.slice(0, next + 1) : behind;
    for (const [, name = '', text = '', unit, best] of matches(VALUE, own)) {
      const value = unit === '' ? printed(name, text) : undefined;
      if (value && !/^(?:total|passed|remaining)$/.test(name)) found.add(value);
      else found.leave('setting', name, `${text}${unit}`);
      if (best !== undefined) found.leave('setting', 'best iteration', best);
    }
    if (found.values.length === 0) return undefined;
    const { values, aside } = found;
    const result: LogLine = { kind: 'progress', step: Number(round[1]), index: true, values };
    return { ...result, traits: ['plain-values'], ...(aside ? { aside } : {}) };
  },
};

/** What stands below the rounds. */
function endOf(line: string): LogLine | undefined {
  const [, name, text] = BEST.exec(line) ?? [];
  const value = name === 'bestTest' ? printed(name, text!) : undefined;
  if (value) return { kind: 'summary', values: [value] };
  const notice = NOTICE.exec(line);
  if (name === undefined && !notice) return undefined;
  const aside = [
    { what: 'setting' as const, name: name ?? notice?.[1] ?? '', text: text ?? notice?.[2] ?? '' },
  ];
  return { kind: 'event', values: [], ...(aside[0]!.name === '' ? {} : { aside }) };
}
