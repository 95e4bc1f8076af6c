/**
 * The same spec under many versions (fixtures/keras/differential.json, made by oracle/keras/differential.py):
 * a loss called on tensors, or an epoch of fit. Kept are those of 90,000 random and targeted specs that
 * lossaudit once answered otherwise than the framework.
 */
import { describe, expect, test } from 'vitest';
import { answerProblems } from './support/differential-answers.js';
import { DIFFERENTIAL, readDifferential } from './support/differential-cases.js';

const cases = DIFFERENTIAL.flatMap(readDifferential);
const answers = { refused: 0, compared: 0 };

describe.each(
  cases.map(({ spec, results }) => [`${spec.id} ${spec.kind} ${spec.loss}`, spec, results] as const),
)('%s', (_name, spec, results) => {
  test.each(Object.entries(results))('%s', async (role, expected) => {
    expect(await answerProblems(spec, role, expected)).toEqual([]);
    answers[expected.error ? 'refused' : 'compared']++;
  });
});

test('most were compared', () => {
  expect(answers.compared).toBeGreaterThan(2000);
  expect(answers.refused).toBeGreaterThan(500);
});
