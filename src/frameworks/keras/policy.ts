/** The rule ranges of Keras, one line each (semantics measured in the reference cases; keras.md, section 0). */
import type { Expr } from '../../expr/node.js';
import type { Version } from '../../text/version.js';
import type { RuleRange } from '../define-framework.js';
import type { Tracer } from '../tracer.js';
import { reduceKeras2 } from './reduce-2.js';
import { reduceKeras3 } from './reduce-3.js';
import { weightedMaskedObjective } from './weighted-masked-objective.js';

export interface ReduceInputs {
  readonly score: Expr;
  /** The score holds integers, and what comes of it is cast back to integers. */
  readonly integer: boolean;
  /** Of the model's output, 0 or 1. */
  readonly mask?: Expr;
  /** Made by the loss itself (ignore_class). */
  readonly lossMask?: Expr;
  readonly sampleWeight?: Expr;
  readonly reduction: string;
  readonly version: Version;
  readonly backend: string;
  readonly mode: string;
  readonly trace: Tracer;
}

export interface Reduced {
  readonly value: Expr;
  readonly perSample: Expr;
}

export interface Policy extends RuleRange {
  readonly reduce: (inputs: ReduceInputs) => Reduced;
}

const KERAS2: readonly [string, ...string[]] = ['sum_over_batch_size', 'sum', 'none'];
const KERAS3: readonly [string, ...string[]] = [
  'sum_over_batch_size',
  'mean',
  'mean_with_sample_weight',
  'sum',
  'none',
];

/** Up to 2.2.5 weights of 0 leave the denominator. */
const COUNTED = { since: '2.3', version: '2.15' };

export const POLICIES: readonly [Policy, ...Policy[]] = [
  {
    from: '2.0',
    to: '2.2.4',
    reduce: weightedMaskedObjective,
    reductions: ['weighted_masked_objective'],
    zeroWeightsCount: COUNTED,
  },
  {
    from: '2.2.5',
    to: '2.2.5',
    reduce: weightedMaskedObjective,
    reductions: ['weighted_masked_objective'],
    zeroWeightsCount: COUNTED,
  },
  { from: '2.3.0', to: '2.3.1', reduce: reduceKeras2, reductions: KERAS2 },
  { from: '2.4', to: '2.9', reduce: reduceKeras2, reductions: [...KERAS2, 'auto'] },
  { from: '2.10', to: '2.10', reduce: reduceKeras2, reductions: [...KERAS2, 'auto'] },
  { from: '2.11', to: '2.15', reduce: reduceKeras2, reductions: [...KERAS2, 'auto'] },
  { from: '3.0', to: '3.1', reduce: reduceKeras3, reductions: KERAS2 },
  { from: '3.2', to: '3.6', reduce: reduceKeras3, reductions: KERAS2 },
  { from: '3.7', to: '3.12', reduce: reduceKeras3, reductions: KERAS3 },
  { from: '3.13', to: '3.15', reduce: reduceKeras3, reductions: KERAS3 },
];
