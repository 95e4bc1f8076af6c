/** What else may be done with sample weights. */
import type { NdArray } from '../../tensor/ndarray.js';
import type { Axis, Change } from '../axis.js';
import { mapped, sumOf } from '../derive.js';
import { pairOf, withArrays } from '../variants.js';

export const sampleWeight: Axis = {
  name: 'sample_weight',
  *changes({ audit }) {
    if (!audit.outputs.some((o) => pairOf(o)?.sampleWeight)) return;
    const change = (
      to: string,
      cost: number,
      sentence: string,
      of: ((w: NdArray) => NdArray) | undefined,
    ): Change => ({
      what: 'sample_weight',
      from: 'as given',
      to,
      family: 'weights',
      cost,
      sentence,
      apply: (c) => ({
        ...c,
        audit: withArrays(c.audit, ({ sampleWeight: w }) => (w ? { sampleWeight: of?.(w) } : {})),
      }),
    });
    const scaled = (name: string, by: (w: NdArray) => number) => (w: NdArray) => {
      const factor = by(w);
      return mapped(w, name, (x) => x * factor);
    };
    yield change('left out', 3, 'the sample weights are left out', undefined);
    yield change('squared', 5, 'the sample weights count twice (squared)', (w) =>
      mapped(w, 'squared', (x) => x * x),
    );
    yield change(
      'normalised to a sum of 1',
      5,
      'the sample weights are divided by their sum first',
      scaled('sum 1', (w) => 1 / sumOf(w)),
    );
    yield change(
      'normalised to a mean of 1',
      5,
      'the sample weights are divided by their mean first',
      scaled('mean 1', (w) => w.data.length / sumOf(w)),
    );
    yield change('0 or 1', 6, 'the sample weights count as 0 or 1', (w) =>
      mapped(w, 'binary', (x) => (x === 0 ? 0 : 1)),
    );
    yield change('square roots', 7, 'the square roots of the sample weights are used', (w) =>
      mapped(w, 'root', Math.sqrt),
    );
    yield change('reciprocals', 7, 'the sample weights divide instead of multiplying', (w) =>
      mapped(w, 'reciprocal', (x) => 1 / x),
    );
  },
};
