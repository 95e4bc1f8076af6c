/**
 * What tf.keras 2.15 makes of class weights beside sample weights
 * (fixtures/keras/class-and-sample-weight.json names its birthplace).
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { LossauditError } from '../../src/errors.js';
import { reportOf } from '../support/audit.js';

interface Case {
  id: string;
  audit: object;
  expected?: number;
  raises?: string;
}

const { cases } = JSON.parse(
  readFileSync(new URL('../../fixtures/keras/class-and-sample-weight.json', import.meta.url), 'utf8'),
) as { cases: Case[] };

test.each(cases.map((c) => [c.id, c] as const))('%s', async (_, { audit, expected, raises }) => {
  if (raises !== undefined) {
    await expect(reportOf(audit)).rejects.toThrow(LossauditError);
    return;
  }
  const { total } = await reportOf(audit);
  expect(Math.abs(total - (expected as number))).toBeLessThanOrEqual(1e-6 * Math.abs(expected as number));
});
