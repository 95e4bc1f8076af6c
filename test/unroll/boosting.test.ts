/**
 * Rounds that CatBoost, XGBoost, LightGBM and NGBoost printed (oracle/logs/boosting_logs.py): each value that
 * is read is the metric of its round, as numpy computes it from the predictions of the model cut off there.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ROOT } from '../cli/run-cli.js';
import { unrolledText } from '../support/unrolled.js';

interface Rounds {
  readonly file: string;
  readonly script: string;
  readonly tool: string;
  readonly epochs: readonly { readonly rounds: Readonly<Record<string, readonly number[]>> }[];
}

const folder = `${ROOT}fixtures/logs/corpus/`;
const { files } = JSON.parse(readFileSync(`${folder}truth.json`, 'utf8')) as { files: Rounds[] };
const logs = files.filter((f) => f.script === 'boosting_logs.py');

/** LightGBM counts its rounds from 1, the others from 0. */
const FIRST: Readonly<Record<string, number>> = { lightgbm: 1 };
/** Predictions of XGBoost are float32. */
const FLOAT32 = 3e-7;
/** With plain boosting CatBoost's `learn` is that far from what its model predicts; test sets are not. */
const LEARN = 1e-4;

/** What is printed with d decimals is off by half a unit of the last. */
const halfUnit = (printed: number) => 0.5 * 10 ** -(String(printed).split('.')[1]?.length ?? 0);

test.each(logs.map((f) => [f.file, f] as const))('%s', async (file, { tool, epochs }) => {
  const { report } = await unrolledText([readFileSync(folder + file)]);
  const rounds = report.series.filter((s) => s.kind === 'progress');
  expect(rounds).toHaveLength(1);
  const [{ rounds: truth }] = epochs;
  const [epoch] = [...rounds[0]!.epochs()];
  const read = epoch!.metrics.filter((m) => m.name in truth);
  expect(read.map((m) => m.name).sort()).toEqual(Object.keys(truth).sort());
  for (const { name, intervals } of read)
    for (const { to, printed } of intervals()) {
      const expected = truth[name]![to - (FIRST[tool] ?? 0)]!;
      expect(Math.abs(printed - expected), `${name} of round ${to}`).toBeLessThanOrEqual(
        Math.max(halfUnit(printed), 5e-7) * 1.001 + (name === 'learn' ? LEARN : FLOAT32),
      );
    }
});

test('the best round, once more, is no round', async () => {
  const { report } = await unrolledText([readFileSync(`${folder}lightgbm-4.7.0.early.pipe.log`)]);
  expect(report.series.map((s) => [s.kind, s.epoch_count])).toEqual([
    ['progress', 1],
    ['summary', 1],
  ]);
  const [best] = [...report.series[1]!.epochs()];
  const [value] = [...best!.metrics[0]!.intervals()];
  const { rounds } = logs.find((f) => f.tool === 'lightgbm')!.epochs[0]!;
  expect(value!.printed).toBeCloseTo(rounds["training's binary_logloss"]![value!.to - 1]!, 5);
});

test('CatBoost: the best is the largest of a metric that should be large', async () => {
  const { report } = await unrolledText([readFileSync(`${folder}catboost-1.2.10.auc.pipe.log`)]);
  const [epoch] = [...report.series[0]!.epochs()];
  const column = (name: string) => [...epoch!.metrics.find((m) => m.name === name)!.intervals()];
  const last = column('best').at(-1)!;
  expect(last.printed).toBeGreaterThanOrEqual(Math.max(...column('test').map((v) => v.printed)));
  expect(epoch!.metrics.find((m) => m.name === 'best')?.rule).toBe('best');
});

// xgboost 3.2.0, sklearn.py, and lightgbm 4.7.0, engine.py, number the sets that have no name.
test.each([
  [
    '[0]\ttrain-logloss:0.48\tvalidation_0-logloss:0.49\n',
    'validation_0-logloss',
    /number in eval_set, counted from 0/,
  ],
  ["[1]\ttraining's l2: 0.48\tvalid_1's l2: 0.49\n", "valid_1's l2", /number in valid_sets/],
  ['[0]\ttrain-rmse:0.48\tvalid-rmse:0.49\n', 'valid-rmse', /of that set after the round/],
  [
    '[0]\ttrain-rmse:0.48+0.01\ttest-rmse:0.49+0.02\n',
    'test-rmse (std)',
    /standard deviation over the folds/,
  ],
])('%j: what the set of an evaluation is', async (line, name, says) => {
  const { epochs, text } = await unrolledText(line);
  const metric = epochs[0]!.metrics.find((m) => m.name === name);
  expect([metric?.rule, metric?.means]).toEqual(['evaluation', expect.stringMatching(says)]);
  expect(text.replace(/\s+/g, ' ')).toMatch(says);
});
