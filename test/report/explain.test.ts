/**
 * How explanations read, at 80 and 120 columns, and their form. `npx vitest run test/report/explain.test.ts
 * -u` rewrites the goldens: look at the difference.
 */

import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { explainMarkdown } from '../../src/report/explain/markdown.js';
import { computeLine, patchLines } from '../../src/report/explain/patch.js';
import { explainText } from '../../src/report/explain/text.js';
import { chanceText, digitsOf, explanationText, subjectOf } from '../../src/report/explain/words.js';
import { jsonText } from '../../src/report/json.js';
import { ROOT } from '../cli/run-cli.js';
import { EXPLANATIONS } from '../support/explanations.js';

const text = (name: string, width: number, colour = false) =>
  [...explainText(EXPLANATIONS[name]!, { width, colour })].join('');

describe.each(Object.keys(EXPLANATIONS))('%s', (name) => {
  test.each([80, 120])('text in %i columns', async (width) => {
    const printed = text(name, width);
    for (const line of printed.split('\n')) expect(line.length, line).toBeLessThanOrEqual(width);
    await expect(printed).toMatchFileSnapshot(`../golden/explain-${name}.${width}.txt`);
  });

  test('Markdown', async () => {
    await expect(explainMarkdown(EXPLANATIONS[name]!)).toMatchFileSnapshot(`../golden/explain-${name}.md`);
  });

  test('it is of the published form', () => {
    const schema = JSON.parse(readFileSync(`${ROOT}schema/explain.schema.json`, 'utf8'));
    const validate = new Ajv2020({ strict: false }).compile(schema);
    const valid = validate(JSON.parse(jsonText(EXPLANATIONS[name])));
    expect(valid, JSON.stringify(validate.errors)).toBe(true);
  });

  test('the numbers that somebody saw come first', () => {
    const { reported } = EXPLANATIONS[name]!;
    expect(text(name, 120).startsWith(subjectOf(reported))).toBe(true);
  });
});

test('each verdict has a first sentence of its own', () => {
  const words = Object.values(EXPLANATIONS).map((e) => {
    const first = text(Object.keys(EXPLANATIONS).find((k) => EXPLANATIONS[k] === e)!, 120).split('\n')[0]!;
    return [
      e.verdict,
      first
        .replace(/[\d.,]+/g, '')
        .split(/ (?:is|are) /)[1]
        ?.split(' ')[0]
        ?.replace(':', ''),
    ];
  });
  const verdicts = new Map(words as [string, string][]);
  expect(new Set(verdicts.values()).size).toBe(6);
});

test('what there was no time for is said, and that it may be a cause, too', () => {
  const said = text('ambiguous', 80).replace(/\s+/g, ' ');
  expect(said).toContain('2 causes give it. Not all was tried in the time: others may give it, too.');
  expect(said).toContain(
    '1 single change (value) and 119 pairs of changes (mask, y_true and y_pred, a, b, c, d, …) not tried: ' +
      'the time was up (--time-limit)',
  );
});

test('with colour the sentence is strong', () => {
  expect(text('explained', 80, true)).toContain('\u001b[1m0.1333 is explained.\u001b[22m');
});

describe('one paragraph', () => {
  test('without counts, which depend on the time', () => {
    const { unexplained, chance } = EXPLANATIONS;
    expect(explanationText(unexplained!)).toBe('0.7771 is unexplained: nothing that was tried gives it.');
    const late = { ...chance!, tried: { ...chance!.tried, not_tried: 5 } };
    expect(explanationText(late, 'It')).toBe(
      'It is too little to tell: of many hypotheses, one meets so few digits by accident. What gives it: ' +
        'This loss times ½. Not all was tried in the time: lossaudit explain weights.json.',
    );
  });
  test('explained', () => {
    expect(explanationText(EXPLANATIONS.explained!)).toBe(
      '0.1333 is explained. Divided by all 3 samples instead of the 2 non-zero weights: the rule of Keras ' +
        '2.3 and later.',
    );
  });
  test('ambiguous: all causes, and what tells them apart', () => {
    expect(explanationText(EXPLANATIONS.ambiguous!)).toBe(
      '2.0 is ambiguous: 2 causes give it. (1) Divided by 0.2, the sum of the weights: ' +
        'sklearn.metrics.mean_squared_error. (2) This loss times 10. What tells them apart: weights [2, 1] ' +
        'give 1.5 (non-zero weights), 1 (sum of the weights), 3 (sum). Not all was tried in the time: ' +
        'lossaudit explain weights.json.',
    );
  });
  test('undecidable: what to bring', () => {
    expect(explanationText(EXPLANATIONS.undecidable!)).toBe(
      '0.152 (train, epoch 3) is undecidable from these arrays. What to bring: predictions saved with ' +
        'training=False (dropout-in-training); the weights before and after the epoch (loss-before-update).',
    );
  });
});

describe('the command that computes it', () => {
  test.each([
    [{ framework: 'keras@3' }, 'a.json', 'lossaudit compute a.json --framework keras@3'],
    [
      { batch_size: 2, dtype: 'float64' },
      'a b.json',
      "lossaudit compute 'a b.json' --batch-size 2 --dtype float64",
    ],
    [
      { params: { delta: 0.5, from_logits: true } },
      'a.json',
      'lossaudit compute a.json --param delta=0.5 --param from_logits=true',
    ],
    [{ loss: "it's" }, 'a.json', "lossaudit compute a.json --loss 'it'\\''s'"],
    [
      { mode: 'eager', backend: 'torch', activation: 'softmax' },
      'a.json',
      'lossaudit compute a.json --mode eager --backend torch --activation softmax',
    ],
    [{ class_weight: { 0: 1, 1: 2.5 } }, 'a.json', 'lossaudit compute a.json --class-weight 0=1,1=2.5'],
    [
      { sample_weight: [1, 2], params: { weight: [1, 3] }, inputs: { var: [[0.5]] } },
      'a.json',
      "lossaudit compute a.json --sample-weight '[1,2]' --param 'weight=[1,3]' --input 'var=[[0.5]]'",
    ],
    // No flag takes a key away, or so many numbers.
    [{ params: { delta: null } }, 'a.json', undefined],
    [{ class_weight: null }, 'a.json', undefined],
    [{ sample_weight: Array(40).fill(1) }, 'a.json', undefined],
    [{ regularization: 0.5 }, 'a.json', undefined],
    [{ framework: 'keras@3' }, 'standard input', undefined],
    [{ framework: 'keras@3' }, 'flags', undefined],
  ])('%j %s', (patch, file, line) => {
    const said = computeLine(patch, file)?.map((part) => part.replace(/\\$/, '').trim());
    expect(said?.join(' ')).toEqual(line);
  });
});

test('a long command goes on below', () => {
  const patch = { framework: 'sklearn', loss: 'sklearn.metrics.mean_squared_error' };
  expect(computeLine(patch, 'a.json')).toEqual([
    'lossaudit compute a.json --framework sklearn \\',
    '  --loss sklearn.metrics.mean_squared_error',
  ]);
});

test('a patch is one line, or one a key; long arrays are cut', () => {
  expect(patchLines({ framework: 'keras@3', sample_weight: [1, 2.5] })).toEqual([
    '{"framework": "keras@3", "sample_weight": [1, 2.5]}',
  ]);
  const lines = patchLines({ framework: 'keras@3', y_true: Array.from({ length: 500 }, (_, i) => i) });
  expect(lines).toHaveLength(4);
  expect(lines[1]).toBe('  "framework": "keras@3",');
  expect(lines[2]).toMatch(/^ {2}"y_true": \[0, 1, 2, .* … \(whole with --json\)$/);
});

test.each([
  [0.0007, '0.07 %'],
  [0.313, '31 %'],
  [1e-9, 'less than 0.0001 %'],
  [0, 'less than 0.0001 %'],
  [0.999, 'about 100 %'],
])('a chance of %s is %s', (chance, said) => {
  expect(chanceText(chance)).toBe(said);
});

test.each([
  ['0.1333', 6],
  ['0.13333333', 8],
  ['-1.609437912e+03', 10],
  ['nan', 6],
])('%s is written with %i digits', (number, digits) => {
  const { explained } = EXPLANATIONS;
  const reported = [{ ...explained!.reported[0]!, text: number }];
  expect(digitsOf({ ...explained!, reported })).toBe(digits);
});
