/** What else may be done with a mask. */
import type { Axis, Change } from '../axis.js';
import { mapped } from '../derive.js';
import { type PairOutput, pairOf, withArrays } from '../variants.js';

export const mask: Axis = {
  name: 'mask',
  *changes({ audit }) {
    if (!audit.outputs.some((o) => pairOf(o)?.mask)) return;
    const change = (
      to: string,
      cost: number,
      sentence: string,
      arrays: (o: PairOutput) => Partial<Pick<PairOutput, 'mask' | 'sampleWeight'>>,
    ): Change => ({
      what: 'mask',
      from: 'as given',
      to,
      family: 'mask',
      cost,
      sentence,
      apply: (of) => ({ ...of, audit: withArrays(of.audit, (o) => (o.mask ? arrays(o) : {})) }),
    });
    yield change('left out', 3, 'the mask is left out', () => ({ mask: undefined }));
    yield change('inverted', 6, 'the mask is inverted', ({ mask: m }) => ({
      mask: mapped(m!, 'inverted', (x) => 1 - x, m!.dtype === 'bool' ? 'bool' : 'float64'),
    }));
    if (audit.outputs.every((o) => !pairOf(o)?.sampleWeight))
      yield change('as sample_weight', 4, 'the mask is multiplied in as sample weights', ({ mask: m }) => ({
        mask: undefined,
        sampleWeight: mapped(m!, 'as weights', (x) => x),
      }));
    else
      yield change('into sample_weight', 5, 'the mask is multiplied into the sample weights', (o) => ({
        mask: undefined,
        sampleWeight: times(o),
      }));
  },
};

/** Weights of the same shape times the mask; others stay. */
function times({ mask: m, sampleWeight: w }: PairOutput) {
  if (m!.data.length !== w!.data.length) return w;
  return mapped(w!, 'times mask', (x, i) => x * m!.data[i]!);
}
