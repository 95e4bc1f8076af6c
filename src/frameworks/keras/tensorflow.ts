/** The Keras inside TensorFlow: which TensorFlow a version text means, and whose rules it follows. */
import { LossauditError } from '../../errors.js';
import { Version } from '../../text/version.js';
import type { Carried } from '../define-framework.js';

/**
 * `keras.__version__` of tf.keras, where it is no number of Keras' own (each wheel's
 * python/keras/__init__.py).
 */
const TEXTS: Readonly<Record<string, string>> = { '2.2.4-tf': '2.1', '2.3.0-tf': '2.2' };
/** The texts of these TensorFlows are Keras' own numbers: 2.2 – 2.4 hold what is called Keras 2.4. */
const FIRST_KERAS_24 = '2.2';
const OLDEST = '1.13';
/** From 2.16 on TensorFlow takes whichever Keras 3 is installed. */
const NEWEST = '2.15';

/**
 * The Keras in the TensorFlow that a version text of Keras names: 2.1 for `2.2.4-tf`; undefined for Keras'
 * own texts.
 */
export function tensorflowOf(text: string): Carried | undefined {
  return Object.hasOwn(TEXTS, text) ? kerasIn(TEXTS[text]!) : undefined;
}

/** What `keras@…` may have run in, where that matters: TensorFlow 2.2, 2.3 and 2.4 all hold a Keras 2.4. */
export function tensorflowsOf(text: string): readonly string[] {
  return /^2\.4(?:\.\d{1,4})?$/.test(text) ? ['2.3', '2.4'] : [];
}

/**
 * @param text a version of TensorFlow
 * @throws LossauditError `unknown-version`
 */
export function kerasIn(text: string): Carried {
  const known = /^\d{1,4}(\.\d{1,4}){1,2}$/.test(text);
  const carrier = new Version(known ? text : '0');
  if (!known || !carrier.within(`${OLDEST}-${NEWEST}`))
    throw new LossauditError(
      'unknown-version',
      { framework: 'tensorflow', version: text, known: ['1.15', '2.3', '2.4.4', '2.15'] },
      { where: 'framework' },
    );
  if (!carrier.atLeast(FIRST_KERAS_24))
    return {
      carrier,
      version: '2.4',
      note:
        `The Keras in TensorFlow ${text} was not run; the rules of Keras 2.4 – 2.9 are used for its ` +
        'losses.',
    };
  const [major, minor] = text.split('.');
  return { carrier, version: carrier.atLeast('2.5') ? `${major}.${minor}` : '2.4' };
}
