/**
 * How comparisons read, at 80 and 120 columns, and their form. `npx vitest run test/report/compare.test.ts -u`
 * rewrites the goldens: look at the difference. The numbers are proved in test/compare.
 */
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { compareMarkdown } from '../../src/report/compare/markdown.js';
import { compareText } from '../../src/report/compare/text.js';
import { jsonText } from '../../src/report/json.js';
import { ROOT } from '../cli/run-cli.js';
import { comparison } from '../support/comparisons.js';

const AUDITS: Record<string, object> = {
  weights: {
    framework: 'keras@2.2',
    loss: 'mse',
    y_true: [1, 4, 5],
    y_pred: [1, 2, 3],
    sample_weight: [0.1, 0, 0.1],
  },
  'class-weights': {
    framework: 'torch',
    loss: 'CrossEntropyLoss',
    params: { weight: { values: [0.4, 0.36] } },
    y_true: [1, 0],
    y_pred: [
      [3, 4],
      [6, 9],
    ],
  },
  batches: { framework: 'keras@3', loss: 'mse', y_true: [1, 4, 5], y_pred: [1, 2, 3], batch_size: 2 },
  outputs: {
    framework: 'keras@2.2',
    outputs: {
      a: {
        loss: 'mse',
        y_true: [[1], [4], [5]],
        y_pred: [[1], [2], [3]],
        sample_weight: [0.1, 0, 0.1],
        loss_weight: 0.5,
      },
      b: { loss: 'binary_crossentropy', y_true: [[1], [0], [1]], y_pred: [[0.2], [0.2], [0.3]] },
    },
  },
  nan: { framework: 'torch', loss: 'mse_loss', y_true: ['NaN'], y_pred: [1] },
};
const made = Object.fromEntries(
  await Promise.all(
    Object.entries(AUDITS).map(async ([name, file]) => [name, await comparison(file)] as const),
  ),
);
const validate = new Ajv2020({ strict: false }).compile(
  JSON.parse(readFileSync(`${ROOT}schema/compare.schema.json`, 'utf8')),
);

describe.each(Object.keys(AUDITS))('%s', (name) => {
  test.each([80, 120])('text in %i columns', async (width) => {
    const printed = [...compareText(made[name]!, { width, colour: false })].join('');
    for (const line of printed.split('\n')) expect(line.length, line).toBeLessThanOrEqual(width);
    await expect(printed).toMatchFileSnapshot(`../golden/compare-${name}.${width}.txt`);
  });

  test('Markdown', async () => {
    await expect(compareMarkdown(made[name]!)).toMatchFileSnapshot(`../golden/compare-${name}.md`);
  });

  test('it is of the published form', () => {
    const valid = validate(JSON.parse(jsonText(made[name])));
    expect(valid, JSON.stringify(validate.errors)).toBe(true);
  });
});

test('numbers that 6 digits do not tell apart have more', () => {
  const { groups } = made.weights!;
  const near = [groups[0]!, { ...groups[1]!, value: groups[0]!.value + 1e-9 }];
  const printed = [...compareText({ ...made.weights!, groups: near }, { width: 120, colour: false })].join(
    '',
  );
  expect(printed).toMatch(/^ +0\.19999999 /m);
  expect(printed).toMatch(/^ +0\.199999991 /m);
});
