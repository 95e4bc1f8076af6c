/**
 * Every framework but Keras against the numbers and refusals that it gave itself, through the public door.
 * docs/conformance.md lists what differs, with the reason.
 */
import { describe, expect, test } from 'vitest';
import { referenceEngine } from '../../src/engines/reference/engine.js';
import { LossauditError } from '../../src/errors.js';
import { FRAMEWORKS } from '../../src/frameworks/index.js';
import { deviationsOf } from '../support/conformance.js';
import { auditOfCase, casesOf, type FrameworkCase } from '../support/framework-cases.js';

/** What is wrong with our answer; undefined where it is the framework's. */
async function wrong(c: FrameworkCase): Promise<string | undefined> {
  try {
    const audit = await auditOfCase(c);
    const headline = referenceEngine({ dtype: audit.dtype, version: 'test' });
    if (!c.about) return (await deviationsOf(audit, c.expected, headline, c.rtol))[0];
    await deviationsOf(audit, { kind: 'loss' }, headline, c.rtol).then(([refusal]) => {
      if (refusal) throw new Refused(refusal);
    });
    return `not refused: ${c.expected.expected_error}`;
  } catch (error) {
    if (!(error instanceof LossauditError || error instanceof Refused)) throw error;
    if (!c.about) return `refused: ${error.message}`;
    return wrongRefusal(error, c);
  }
}

class Refused extends Error {}

/** A refusal names the argument or array that the framework complains of. */
function wrongRefusal(error: Error, { about = '', expected }: FrameworkCase): string | undefined {
  const code = error instanceof LossauditError ? error.code : '';
  // Python's own words for a parameter that a version lacks, or a name that the framework does not know.
  const unknown =
    (code === 'unknown-param' && /unexpected keyword argument/.test(expected.expected_error ?? '')) ||
    (code === 'unknown-loss' && about === 'loss');
  const own = ['unknown-framework', 'unknown-loss', 'unknown-param', 'loss-not-computed'];
  if (!unknown && own.includes(code)) return `refused for a reason of our own: ${error.message}`;
  return error.message.includes(about) ? undefined : `does not name ${about}: ${error.message}`;
}

describe.each(FRAMEWORKS.map((f) => f.name).filter((name) => name !== 'keras'))('%s', (framework) => {
  test.each(casesOf(framework).map((c) => [c.id, c] as const))('%s', async (_, c) => {
    expect(await wrong(c)).toBeUndefined();
  });
});

test('every framework of this page has cases', () => {
  const bare = FRAMEWORKS.filter(({ name }) => name !== 'keras' && casesOf(name).length === 0);
  expect(bare.map(({ name }) => name)).toEqual([]);
});
