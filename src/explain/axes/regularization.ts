/** Regularisation that is not added, in part alone, or as often as something else counts. */
import { rowCount } from '../../audit/rows.js';
import type { Axis, Change } from '../axis.js';

type Terms = Readonly<Record<string, number>>;

const times = (terms: Terms, factor: number) =>
  Object.fromEntries(Object.entries(terms).map(([name, value]) => [name, value * factor]));
const without = (terms: Terms, left: string) =>
  Object.fromEntries(Object.entries(terms).filter(([name]) => name !== left));

export const regularization: Axis = {
  name: 'regularization',
  *changes({ audit }) {
    const names = Object.keys(audit.regularization);
    if (names.length === 0) return;
    yield change('left out', 3, 'the regularization is left out', () => ({}));
    yield change('twice', 5, 'the regularization is added twice', (terms) => times(terms, 2));
    yield change('half', 5, 'half of the regularization is added', (terms) => times(terms, 0.5));
    if (names.length > 1)
      for (const name of names) {
        yield change(
          `${name} alone`,
          4,
          `of the regularization the term ${name} alone is added`,
          (terms) => ({
            [name]: terms[name] ?? 0,
          }),
        );
        yield change(`without ${name}`, 4, `the term ${name} of the regularization is left out`, (terms) =>
          without(terms, name),
        );
      }
    const rows = rowCount(audit);
    const each = audit.batchSize === undefined ? undefined : Math.ceil(rows / audit.batchSize);
    for (const [n, what] of [
      [rows, 'rows'],
      [each, 'batches'],
      [audit.batchSize, 'rows of a batch'],
    ] as const) {
      if (n === undefined || n < 2) continue;
      yield change(`over the ${what}`, 5, `the regularization is divided by ${n}, the ${what}`, (terms) =>
        times(terms, 1 / n),
      );
      yield change(
        `times the ${what}`,
        6,
        `the regularization is added ${n} times, once for each of the ${what}`,
        (terms) => times(terms, n),
      );
    }
  },
};

function change(to: string, cost: number, sentence: string, of: (terms: Terms) => Terms): Change {
  return {
    what: 'regularization',
    from: 'as given',
    to,
    family: 'totals',
    cost,
    sentence,
    apply: (c) => ({ ...c, audit: { ...c.audit, regularization: of(c.audit.regularization) } }),
  };
}
