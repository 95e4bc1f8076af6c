/** The number is right, and something was done with it before it was printed. */
import type { Expr } from '../../expr/node.js';
import type { Axis } from '../axis.js';

const LN2 = Math.LN2;

const VALUES: readonly (readonly [name: string, cost: number, sentence: string, of: (x: Expr) => Expr])[] = [
  ['perplexity', 5, 'it is the exponential of the loss (perplexity)', (x) => x.exp()],
  ['-loss', 5, 'it is the negative of the loss', (x) => x.neg()],
  ['bits', 6, 'it is the loss in bits (divided by ln 2)', (x) => x.div(LN2)],
  ['square root', 5, 'it is the square root of the loss', (x) => x.sqrt()],
  ['per cent', 6, 'it is the loss in per cent (times 100)', (x) => x.mul(100)],
  ['square', 7, 'it is the square of the loss', (x) => x.square()],
  ['1 - loss', 6, 'it is 1 minus the loss', (x) => x.neg().add(1)],
  ['log', 7, 'it is the natural logarithm of the loss', (x) => x.log()],
  ['log10', 8, 'it is the loss with logarithms to base 10 (divided by ln 10)', (x) => x.div(Math.LN10)],
  ['exp(-loss)', 7, 'it is exp(−loss)', (x) => x.neg().exp()],
  ['2^loss', 8, 'it is 2 to the power of the loss', (x) => x.mul(LN2).exp()],
];

export const value: Axis = {
  name: 'value',
  reads: true,
  *changes({ after }) {
    if (after.length > 0) return;
    for (const [name, cost, sentence, of] of VALUES)
      yield {
        what: 'value',
        from: 'loss',
        to: name,
        family: 'value',
        cost,
        sentence,
        apply: (c) => ({ ...c, after: [...c.after, { name, of }] }),
      };
  },
};
