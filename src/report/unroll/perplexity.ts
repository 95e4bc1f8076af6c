/** What perplexities of a log say of the losses beside them. */
import { plural } from '../layout/numbers.js';
import type { Perplexity } from './model.js';

export function perplexitySentence({ metric, of, bases, lines }: Perplexity): string {
  const all =
    lines === 1 ? 'on the one line that has both' : `on all ${plural(lines, 'line')} that have both`;
  if (bases.length > 0) {
    const ways = bases.map((base) => `${base}^${of}`).join(' or ');
    return `${metric} is ${ways}, within the printed digits ${all}.`;
  }
  const some = lines === 1 ? all : `throughout the ${plural(lines, 'line')} that have both`;
  return (
    `${metric} is neither e^${of} nor 2^${of} ${some}: a mean of exponentials is not the exponential of ` +
    'the mean but at least as large, and both may count different steps or terms.'
  );
}

/** What the logarithm beside a perplexity is. */
export const LOGARITHM =
  'ln is the natural logarithm of the printed perplexity, with what its digits leave: the mean loss in ' +
  'nats if the program took the exponential of the mean; if it averaged perplexities, no less than the ' +
  'mean loss.';
