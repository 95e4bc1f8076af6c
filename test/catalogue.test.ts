/**
 * What is listed of each loss: that it can be shown at all, in every version, that it reads well, and the
 * numbers that are known otherwise.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import {
  frameworkItems,
  frameworkReports,
  lossEntry,
  lossItems,
  lossReport,
} from '../src/catalogue/index.js';
import { withLetters } from '../src/catalogue/letters.js';
import { FRAMEWORKS } from '../src/index.js';
import type { LossReport } from '../src/report/catalogue/model.js';
import { frameworkPage } from '../src/report/catalogue/page.js';
import { frameworksText, lossesText, lossText } from '../src/report/catalogue/text.js';
import { jsonText } from '../src/report/json.js';
import { ROOT } from './cli/run-cli.js';

const schema = JSON.parse(readFileSync(join(ROOT, 'schema/catalogue.schema.json'), 'utf8'));
const fits = new Ajv2020({ strict: false }).compile(schema);

async function reportOf(name: string, framework?: string): Promise<LossReport> {
  const { rules, entry } = await lossEntry(name, framework);
  return lossReport(rules, entry, '');
}

function widest(lines: Iterable<string>): number {
  return Math.max(...[...lines].flatMap((text) => text.split('\n')).map((line) => [...line].length));
}

describe.each(FRAMEWORKS.map((f) => [f.name, f] as const))('%s', (name, framework) => {
  test('every loss of every version can be shown', async () => {
    for (const version of framework.versions) {
      const rules = framework.rules(version);
      for (const entry of rules.entries) {
        const report = await lossReport(rules, entry, '');
        expect(report.steps.length, `${rules.title} ${report.loss}`).toBeGreaterThan(0);
        expect(report.source).toMatch(/^[@\w/.-]+\.(?:py|js|cu|hpp)$/);
      }
    }
  });

  test('reports follow the schema, and fit 80 and 120 columns', async () => {
    for (const report of await frameworkReports(name)) {
      expect(fits(JSON.parse(jsonText(report))), JSON.stringify(fits.errors)).toBe(true);
      for (const width of [80, 120])
        expect(widest(lossText(report, { width, colour: false })), report.loss).toBeLessThanOrEqual(width);
    }
  });

  test('its page is what npm run generate makes', async () => {
    const page = readFileSync(join(ROOT, `docs/frameworks/${name}.md`), 'utf8');
    const item = frameworkItems().find((f) => f.framework === name)!;
    expect(page.endsWith(frameworkPage(item, await frameworkReports(name)))).toBe(true);
  });
});

test('lists fit 80 and 120 columns', () => {
  for (const width of [80, 120]) {
    expect(widest(lossesText(lossItems(undefined), { width, colour: false }))).toBeLessThanOrEqual(width);
    expect(widest(frameworksText(frameworkItems(), { width, colour: false }))).toBeLessThanOrEqual(width);
  }
});

describe('landmarks', () => {
  const zero = 'the right class has probability 0';
  // ln K is ln K; the clips are of the frameworks' sources: keras 3 backend.epsilon(), torch Loss.cpp,
  // sklearn 1.9 _classification.py, xgboost elementwise_metric.cu, lightgbm meta.h (kEpsilon).
  test.each([
    ['keras', 'sparse_categorical_crossentropy', '10 classes, all alike', Math.log(10), 'ln 10'],
    ['keras', 'sparse_categorical_crossentropy', zero, -Math.log(1e-7), '-ln 1e-07'],
    ['torch', 'BCELoss', `${zero}, y = 1`, 100, undefined],
    ['torch', 'NLLLoss', zero, Number.POSITIVE_INFINITY, undefined],
    ['torch', 'CrossEntropyLoss', '2 classes, all alike', Math.LN2, 'ln 2'],
    ['torch', 'MSELoss', 'y_pred = y_true', 0, undefined],
    ['sklearn', 'log_loss', zero, -Math.log(2 ** -52), undefined],
    ['tf1', 'log_loss', `${zero}, y = 0`, -Math.log(1e-7), '-ln 1e-07'],
    ['optax', 'sigmoid_binary_cross_entropy', '2 classes, all alike', Math.LN2, 'ln 2'],
    ['huggingface', 'ForCausalLMLoss', '10 classes, all alike', Math.log(10), 'ln 10'],
    ['xgboost', 'mlogloss', zero, 36.841361487904734, '-ln 1e-16'],
    ['lightgbm', 'multi_logloss', zero, 34.538776394910684, '-ln 1e-15'],
    ['xgboost', 'binary:logistic', '2 classes, all alike', Math.LN2, 'ln 2'],
  ])('%s %s: %s', async (framework, name, what, value, known) => {
    const { landmarks } = await reportOf(name, framework);
    const landmark = landmarks.find((l) => l.what === what);
    if (Number.isFinite(value)) expect(Math.abs(landmark!.value - value)).toBeLessThan(2e-6);
    else expect(landmark!.value).toBe(value);
    expect(landmark!.known).toBe(known);
  });

  test('the floor of smoothing is the entropy of the smoothed targets', async () => {
    const { landmarks } = await reportOf('CrossEntropyLoss', 'torch');
    const floor = landmarks.find((l) => l.what === 'the floor of label_smoothing = 0.1, 10 classes');
    expect(floor!.value).toBeCloseTo(-0.91 * Math.log(0.91) - 9 * 0.01 * Math.log(0.01), 5);
  });

  test('what depends on the numbers is none', async () => {
    expect((await reportOf('poisson', 'keras')).landmarks).toEqual([]);
    expect((await reportOf('CTCLoss', 'torch')).landmarks).toEqual([]);
  });
});

describe('letters', () => {
  test.each([
    ['mean(score)', 'mean(score)', 'mean(score)'],
    ['sum(score) / 4', 'sum(score) / 6', 'sum(score) / N'],
    ['sum(score / 12)', 'sum(score / 42)', 'sum(score / (N * C))'],
    ['y_pred[:, :4]', 'y_pred[:, :10]', 'y_pred[:, :T - 1]'],
    ['smooth * 0.03333333333333333', 'smooth * 0.014285714285714285', 'smooth * (0.1 / C)'],
    ['log1p(x) + 4 * 1e-07', 'log1p(x) + 4 * 1e-07', 'log1p(x) + 4 * 1e-07'],
  ])('%s and %s', (first, second, text) => {
    expect(withLetters(first, second)).toBe(text);
  });
});

test('variants say what an array or a word changes', async () => {
  const { variants } = await reportOf('softmaxCrossEntropy', 'tfjs');
  const of = (what: string) =>
    variants.find((v) => v.with === what)?.steps.map((s) => `${s.name} = ${s.formula}`);
  expect(of('sample_weight')).toEqual([
    'weight = score * sample_weight',
    'batch mean = sum(score) / sum(sample_weight != 0)',
  ]);
  expect(of('reduction = MEAN and sample_weight')).toEqual(['batch mean = sum(score) / sum(sample_weight)']);
});

// The files of the wheels and npm packages of these versions.
test.each([
  ['mse', 'keras@2.2', 'keras/losses.py'],
  ['mse', 'keras@2.4', 'tensorflow/python/keras/losses.py'],
  ['mse', 'keras@2.15', 'keras/src/losses.py'],
  ['mse', 'keras@3', 'keras/src/losses/losses.py'],
  ['ctc_batch_cost', 'keras@2.9', 'keras/backend.py'],
  ['huber_loss', 'optax@0.1.7', 'optax/_src/loss.py'],
  ['huber_loss', 'optax@0.1.8', 'optax/losses/_regression.py'],
  ['log_loss', 'sklearn', 'sklearn/metrics/_classification.py'],
  ['max_error', 'sklearn', 'sklearn/metrics/_regression.py'],
  ['huberLoss', 'tfjs', '@tensorflow/tfjs-core/dist/ops/losses/huber_loss.js'],
  ['LabelSmoother', 'huggingface', 'transformers/trainer_pt_utils.py'],
  ['GRPO dapo', 'trl', 'trl/trainer/grpo_trainer.py'],
  ['merror', 'xgboost', 'src/metric/multiclass_metric.cu'],
  ['cross_entropy', 'lightgbm', 'src/metric/xentropy_metric.hpp'],
])('%s of %s is in %s', async (name, framework, source) => {
  expect((await reportOf(name, framework)).source).toBe(source);
});
