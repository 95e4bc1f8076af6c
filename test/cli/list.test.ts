/** What the command lists; what it knows of each loss is held in test/catalogue.test.ts. */
import { describe, expect, test } from 'vitest';
import { FRAMEWORKS } from '../../src/index.js';
import type { LossItem, LossReport } from '../../src/report/catalogue/model.js';
import { lossaudit } from './run-cli.js';

const json = (...args: string[]) => JSON.parse(lossaudit(['list', ...args, '--json']).out);
const detail = (...args: string[]): LossReport => json('losses', ...args);

describe('list losses', () => {
  test('has every loss of the newest version of every framework', () => {
    const items: LossItem[] = json('losses');
    for (const { name, rules } of FRAMEWORKS) {
      const { version, entries } = rules(undefined);
      const own = items.filter((item) => item.framework === name);
      expect(own.map((item) => item.loss)).toEqual(entries.map((entry) => entry.info.name));
      expect(own.every((item) => item.version === version)).toBe(true);
    }
  });

  test('of a version has what that has', () => {
    const names = (framework: string) =>
      (json('losses', '--framework', framework) as LossItem[]).map((item) => item.loss);
    expect(names('torch@2.15')).toContain('LinearCrossEntropyLoss');
    expect(names('torch@1.13')).not.toContain('LinearCrossEntropyLoss');
    expect(names('sklearn@1.3')).not.toContain('root_mean_squared_error');
    expect(names('tensorflow@2.4')).toContain('ctc_batch_cost');
  });

  test('is the default, and a table for people', () => {
    const { out, code } = lossaudit(['list']);
    expect(code).toBe(0);
    expect(out).toBe(lossaudit(['list', 'losses']).out);
    expect(out).toMatch(/^CrossEntropyLoss +sparse-categorical-crossentropy: weight,/m);
  });
});

describe('list losses NAME', () => {
  test.each([
    [['huber'], 'keras', 'huber'],
    [['torch.nn.functional.cross_entropy'], 'torch', 'CrossEntropyLoss'],
    [['nn.CrossEntropyLoss'], 'torch', 'CrossEntropyLoss'],
    [['F.mse_loss', '--framework', 'torch@1.13'], 'torch', 'MSELoss'],
    [['log_loss', '--framework', 'sklearn'], 'sklearn', 'log_loss'],
    [['crossentropy'], 'keras', 'sparse_categorical_crossentropy'],
    [['error@0.7', '--framework', 'xgboost'], 'xgboost', 'error'],
    [['DPO sigmoid', '--framework', 'trl'], 'trl', 'DPO sigmoid'],
  ])('%j', (args, framework, loss) => {
    expect(detail(...args)).toMatchObject({ framework, loss });
  });

  test('says formulas, parameters, arrays and landmarks', () => {
    const { out } = lossaudit(['list', 'losses', 'F.cross_entropy']);
    expect(out).toContain('y_pred ([N, C]; also input, logits)');
    expect(out).toMatch(/log-softmax +log_softmax\(y_pred, axis=1\) +\[N, C\]/);
    expect(out).toMatch(/batch mean +sum\(score\) \/ sum\(valid\)/);
    expect(out).toMatch(/label_smoothing +0 +a finite number of at most 1 \(1.10 and later\)/);
    expect(out).toMatch(/10 classes, all alike +2.302585 +ln 10/);
    expect(out).toContain('torch/nn/functional.py');
  });

  test('is Markdown, too', () => {
    const { out } = lossaudit(['list', 'losses', 'huber', '--format', 'markdown']);
    expect(out).toMatch(/^### huber$/m);
    expect(out).toMatch(/^\| batch mean \| `mean\(score\)` \| \[\] \|$/m);
  });

  test.each([
    [['hubr'], 'no loss called hubr', 'huber'],
    [['cross_entropy'], 'keras 3.15.1 has no loss called cross_entropy', 'torch'],
    [['LinearCrossEntropyLoss', '--framework', 'torch@1.13'], 'has no LinearCrossEntropyLoss', 'torch@2.15'],
    [['huber', '--framework', 'toch'], 'toch', 'torch'],
  ])('%j is refused as an audit is', (args, said, hint) => {
    const { code, err } = lossaudit(['list', 'losses', ...args]);
    expect(code).toBe(2);
    expect(err).toContain(said);
    expect(err).toContain(hint);
  });
});

describe('list frameworks', () => {
  test('has ranges of rules, dtype and settings', () => {
    const items = json('frameworks');
    expect(items.map((item: { framework: string }) => item.framework)).toEqual(FRAMEWORKS.map((f) => f.name));
    expect(items[0]).toMatchObject({
      title: 'Keras',
      dtype: 'float32',
      settings: { backend: ['tensorflow', 'torch', 'jax'], mode: ['graph', 'eager'] },
    });
    expect(items[0].rules[0]).toEqual({
      range: '2.0 – 2.2.4',
      reductions: ['weighted_masked_objective'],
    });
    expect(lossaudit(['list', 'frameworks']).out).toMatch(/^sklearn +scikit-learn +newest 1.9.1/m);
  });

  test.each([
    [['frameworks', 'torch']],
    [['checks', '--framework', 'torch']],
    [['losses', '--format', 'markdown']],
  ])('%j is no question', (args) => {
    expect(lossaudit(['list', ...args]).code).toBe(2);
  });
});
