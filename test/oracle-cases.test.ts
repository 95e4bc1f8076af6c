/**
 * The form of the random cases in fixtures/FRAMEWORK/random.json, made by oracle/FRAMEWORK: fields, shapes,
 * named versions, ids. The numbers are the frameworks' own.
 */
import { describe, expect, test } from 'vitest';
import { type OracleCase, oracleFrameworks, problemsOf, readOracle } from './support/oracle-cases.js';

/** Random specs that each framework answers at least (the newest version, not counting older ones). */
const LEAST: Record<string, number> = {
  torch: 300,
  sklearn: 300,
  optax: 300,
  tf1: 300,
  tfjs: 300,
  boosting: 300,
};

test('every framework of the table has a file', () => {
  expect(oracleFrameworks()).toEqual(expect.arrayContaining(Object.keys(LEAST)));
});

describe.each(oracleFrameworks())('%s', (framework) => {
  const { about, seed, versions, cases } = readOracle(framework);
  const newest = cases.filter(({ library, version }) => versions[0][library] === version);

  test('its head says what made it', () => {
    expect(about).toContain(`oracle/${framework}/generate`);
    expect(Number.isInteger(seed)).toBe(true);
    for (const { library } of cases) expect(versions.every((v) => v[library])).toBe(true);
  });

  test('it has enough cases, values and errors', () => {
    expect(newest.length).toBeGreaterThanOrEqual(LEAST[framework] ?? 1);
    expect(newest.filter((c) => c.expected_error).length).toBeGreaterThan(0);
    expect(newest.filter((c) => c.expected !== undefined).length).toBeGreaterThan(newest.length / 2);
  });

  test('ids are unique', () => {
    expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
  });

  test('every case is well-formed', () => {
    const problems = cases.flatMap((c) => problemsOf(c, versions).map((p) => `${c.id}: ${p}`));
    expect(problems).toEqual([]);
  });
});

describe('a broken case is seen', () => {
  const good: OracleCase = {
    id: 'x-0000-l1',
    library: 'x',
    version: '1.0',
    loss: 'l1',
    api: 'x.l1',
    params: { weight: [1, 2] },
    y_true: [[1, 2]],
    y_pred: [[1, 'NaN']],
    reduction: 'mean',
    dtype: 'float32',
    expected: 1.5,
  };
  const refused = { type: 'ValueError', message: 'no', about: 'weight' };
  const unanswered = without(good, 'expected');
  const broken: [string, object, string][] = [
    ['rows of two lengths', { ...good, y_pred: [[1, 2], [3]] }, 'y_pred has rows of different lengths'],
    ['a row beside a number', { ...good, y_pred: [[1], 2] }, 'y_pred has rows of different lengths'],
    ['a word as number', { ...good, expected: 'nan' }, 'expected has "nan"'],
    ['no answer', unanswered, 'neither or both of a value and an error'],
    ['two answers', { ...good, expected_error: refused }, 'neither or both of a value and an error'],
    ['another version', { ...good, version: '2.0' }, 'version 2.0 is not in the head'],
    ['a field nobody knows', { ...good, weights: [1] }, 'unknown field weights'],
    ['no loss', without(good, 'loss'), 'no loss'],
    ['a shape of numbers', { ...good, shapes: { y_pred: [0, 2] } }, 'y_pred has numbers and a shape'],
    [
      'an error about nothing there',
      { ...unanswered, expected_error: { ...refused, about: 'input2' } },
      'an error about input2, which the case does not have',
    ],
    [
      'a path of a machine',
      { ...unanswered, expected_error: { ...refused, message: 'at /home/me/x.py' } },
      'message at /home/me/x.py',
    ],
  ];

  test('and a good one is not', () => {
    expect(problemsOf(good, [{ x: '1.0' }])).toEqual([]);
    expect(problemsOf({ ...unanswered, expected_error: refused }, [{ x: '1.0' }])).toEqual([]);
  });

  test.each(broken)('%s', (_name, c, problem) => {
    expect(problemsOf(c as OracleCase, [{ x: '1.0' }])).toContain(problem);
  });
});

function without(c: OracleCase, field: keyof OracleCase): OracleCase {
  return Object.fromEntries(Object.entries(c).filter(([k]) => k !== field)) as unknown as OracleCase;
}
