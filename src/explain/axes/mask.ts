/** What else may be done with a mask. */
import type { NdArray } from '../../tensor/ndarray.js';
import { type ArrayRule, axisOf } from '../array-rules.js';
import * as masks from '../masks.js';
import type { OutputChange, PairOutput } from '../variants.js';

interface Masked extends PairOutput {
  readonly mask: NdArray;
}

/** Whole rows are masked, or steps of them. */
const hasSteps = ({ mask: m }: Masked) => m.data.length > (m.shape[0] ?? 0);
const any = () => true;

type Row = readonly [
  to: string,
  sentence: string,
  cost: number,
  fits: (o: Masked) => boolean,
  of: (o: Masked) => OutputChange,
];

const ROWS: readonly Row[] = [
  ['left out', 'the mask is left out', 3, any, () => ({ mask: undefined })],
  [
    'as sample_weight',
    'the mask is multiplied in as sample weights',
    4,
    (o) => !o.sampleWeight,
    (o) => ({ mask: undefined, sampleWeight: masks.asWeights(o.mask) }),
  ],
  [
    'also as sample_weight',
    'the mask counts twice: as a mask and as weights',
    5,
    (o) => !o.sampleWeight,
    (o) => ({ sampleWeight: masks.asWeights(o.mask) }),
  ],
  [
    'into sample_weight',
    'the mask is multiplied into the sample weights',
    5,
    (o) => o.sampleWeight !== undefined,
    (o) => ({ mask: undefined, sampleWeight: masks.times(o.sampleWeight, o.mask) }),
  ],
  ['inverted', 'the mask is inverted', 6, any, ({ mask: m }) => ({ mask: masks.inverted(m) })],
  [
    'as zeros in y_true and y_pred',
    'what is masked is set to 0 in both arrays, and counted',
    6,
    any,
    (o) => ({ mask: undefined, yTrue: masks.zeroed(o.yTrue, o.mask), yPred: masks.zeroed(o.yPred, o.mask) }),
  ],
  ['a step later', 'the mask lies a step too late', 6, hasSteps, (o) => ({ mask: masks.moved(o.mask, -1) })],
  [
    'a step earlier',
    'the mask lies a step too early',
    6,
    hasSteps,
    (o) => ({ mask: masks.moved(o.mask, 1) }),
  ],
  [
    'of whole rows',
    'a row counts as a whole as soon as one of its steps does',
    7,
    hasSteps,
    (o) => ({ mask: masks.byRow(o.mask, 'any') }),
  ],
  [
    'of full rows alone',
    'a row counts only if all of its steps do',
    7,
    hasSteps,
    (o) => ({ mask: masks.byRow(o.mask, 'all') }),
  ],
];

export const mask = axisOf('mask', 'mask', 'mask', () =>
  ROWS.map(
    ([to, sentence, cost, fits, of]): ArrayRule => ({
      to,
      sentence,
      cost: (o) => (isMasked(o) && fits(o) ? cost : undefined),
      of: (o) => (isMasked(o) ? of(o) : undefined),
    }),
  ),
);

function isMasked(output: PairOutput): output is Masked {
  return output.mask !== undefined;
}
