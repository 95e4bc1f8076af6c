/** Holds what lossaudit answers to a case of a framework against what the framework answered. */
import { referenceEngine } from '../../src/engines/reference/engine.js';
import { LossauditError } from '../../src/errors.js';
import { deviationsOf } from './conformance.js';
import { auditOfCase, type FrameworkCase } from './framework-cases.js';

/** What is wrong with our answer; undefined where it is the framework's. */
export async function wrongAnswer(c: FrameworkCase): Promise<string | undefined> {
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
  // Names that the framework itself does not know: its own words for a parameter that a version lacks.
  const unknown =
    (code === 'unknown-param' && /unexpected keyword argument/.test(expected.expected_error ?? '')) ||
    (code === 'unknown-loss' && about === 'loss');
  const own = ['unknown-framework', 'unknown-loss', 'unknown-param', 'loss-not-computed'];
  if (!unknown && own.includes(code)) return `refused for a reason of our own: ${error.message}`;
  return error.message.includes(about) ? undefined : `does not name ${about}: ${error.message}`;
}
