/**
 * What each version refuses and what it computes, with one row and with two, ranks 1 – 5
 * (fixtures/keras/refusals.json, made by oracle/keras/refusals.py): every rule that refuses, and its
 * neighbours that it must let through.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { resolved } from '../src/audit/resolve.js';
import { runAudit } from '../src/audit/run.js';
import { referenceEngine } from '../src/engines/reference/engine.js';
import { LossauditError } from '../src/errors.js';
import { auditOf } from './support/differential-cases.js';
import { flat, type Numbers } from './support/reference-cases.js';
import { filled, type Shapes } from './support/refusal-cases.js';

/** `who` has a letter for each role: `!` refused, `-` not asked, else which of the values. */
interface Case extends Shapes {
  values: Numbers[];
  who: string;
}

const { roles, cases } = JSON.parse(
  readFileSync(new URL('../fixtures/keras/refusals.json', import.meta.url), 'utf8'),
) as { roles: string[]; cases: Case[] };

const engines = {
  headline: referenceEngine({ dtype: 'float32', version: 'test' }),
  reference: referenceEngine({ dtype: 'float64', version: 'test' }),
};

/** What lossaudit refuses on purpose though the framework answers. */
const ON_PURPOSE: readonly { because: string; holds: (s: Shapes, role: string) => boolean }[] = [
  {
    because:
      'ignore_class of Keras 3: targets of two axes more than rows fit only by accident of axes of length one',
    holds: (s, role) =>
      role.startsWith('k3') && s.params?.ignore_class !== undefined && s.y_true.length > s.y_pred.length,
  },
  {
    because:
      'Keras 2.2 has no from_logits; its backend function takes arrays of other ranks that have one row in all',
    holds: (s, role) =>
      role.startsWith('std:2.2') &&
      s.loss === 'categorical_crossentropy' &&
      s.y_true.length !== s.y_pred.length,
  },
  {
    because:
      'on jax the class axis is put into targets of the shape without the last axis: another one fits only by axes of length one',
    holds: (s, role) => role.endsWith('jax') && s.params?.axis !== undefined && s.y_pred.includes(1),
  },
  {
    because: 'Keras 3.10 – 3.13 on torch turn the one-hot axes wrongly for an axis counted from the end',
    holds: (s, role) => /^k3:3\.1[0-3].*torch/.test(role) && (s.params?.axis as number) < -1,
  },
];

/** Six digits are kept; scores that cancel have fewer. */
function same(ours: readonly number[], theirs: readonly number[]): boolean {
  return (
    ours.length === theirs.length &&
    theirs.every(
      (x, i) => Object.is(x, ours[i]) || x === ours[i] || Math.abs(ours[i] - x) <= 1e-5 * Math.abs(x) + 1e-6,
    )
  );
}

interface Answer {
  readonly refused?: string;
  readonly values?: number[];
}

async function answer(c: Case, role: string, expected: Numbers | undefined): Promise<Answer> {
  try {
    const report = await runAudit(resolved(auditOf(filled(c), role)), engines, {
      full: true,
      version: 'test',
    });
    return {
      values: flat((Array.isArray(expected) ? report.outputs[0].per_sample : report.total) as Numbers),
    };
  } catch (error) {
    if (error instanceof LossauditError) return { refused: error.code };
    throw error;
  }
}

describe.each(roles.map((role, at) => [role, at] as const))('%s', (role, at) => {
  const mine = cases.filter((c) => c.who[at] !== '-');

  test('computes nothing that the version refuses', async () => {
    const refused = mine.filter((c) => c.who[at] === '!');
    expect(refused.length).toBeGreaterThan(50);
    const computed: Case[] = [];
    for (const c of refused) if ((await answer(c, role, undefined)).refused === undefined) computed.push(c);
    expect(computed.map((c) => JSON.stringify(c))).toEqual([]);
  });

  test('computes what the version computes', async () => {
    const computed = mine.filter((c) => c.who[at] !== '!');
    expect(computed.length).toBeGreaterThan(100);
    const wrong: string[] = [];
    for (const c of computed) {
      const expected = c.values[c.who.charCodeAt(at) - 97];
      const { refused, values = [] } = await answer(c, role, expected);
      if (refused && ON_PURPOSE.some(({ holds }) => holds(c, role))) continue;
      if (refused || !same(values, flat(expected))) wrong.push(`${refused ?? values} ${JSON.stringify(c)}`);
    }
    expect(wrong).toEqual([]);
  });
});
