/**
 * Every framework against the numbers and refusals that it gave itself, through the public door.
 * What differs stands in support/deviations.ts, with the reason.
 */
import { afterAll, describe, expect, test } from 'vitest';
import { FRAMEWORKS } from '../../src/frameworks/index.js';
import { DEVIATIONS } from '../support/deviations.js';
import { casesOf } from '../support/framework-cases.js';
import { PassRates, table } from '../support/pass-rates.js';
import { wrongAnswer } from '../support/wrong-answer.js';

const rates = new PassRates();
afterAll(() => console.info(table(PassRates.HEAD, rates.rows())));

describe.each(FRAMEWORKS.map((f) => f.name))('%s', (framework) => {
  test.each(casesOf(framework).map((c) => [c.id, c] as const))('%s', async (id, c) => {
    const wrong = await wrongAnswer(c);
    rates.add(framework, id, c.about !== undefined, wrong);
    if (DEVIATIONS[id]) expect(wrong, 'no longer wrong: take it out of deviations.ts').toBeDefined();
    else expect(wrong).toBeUndefined();
  });

  test('fewer than one case of a hundred differs', () => {
    const cases = casesOf(framework);
    expect(cases.filter(({ id }) => DEVIATIONS[id]).length).toBeLessThan(cases.length / 100);
  });
});

test('every framework of this page has cases', () => {
  const bare = FRAMEWORKS.filter(({ name }) => casesOf(name).length === 0);
  expect(bare.map(({ name }) => name)).toEqual([]);
});
