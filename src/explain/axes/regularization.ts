/** Regularisation that is not added, or added twice. */
import type { Axis, Change } from '../axis.js';

export const regularization: Axis = {
  name: 'regularization',
  *changes({ audit }) {
    const names = Object.keys(audit.regularization);
    if (names.length === 0) return;
    const change = (to: string, cost: number, sentence: string, factor: number): Change => ({
      what: 'regularization',
      from: 'as given',
      to,
      family: 'totals',
      cost,
      sentence,
      apply: (c) => ({ ...c, audit: { ...c.audit, regularization: times(c.audit.regularization, factor) } }),
    });
    yield change('left out', 3, 'the regularization is left out', 0);
    yield change('twice', 5, 'the regularization is added twice', 2);
    yield change('half', 5, 'half of the regularization is added', 0.5);
  },
};

function times(terms: Readonly<Record<string, number>>, factor: number): Record<string, number> {
  if (factor === 0) return {};
  return Object.fromEntries(Object.entries(terms).map(([name, value]) => [name, value * factor]));
}
