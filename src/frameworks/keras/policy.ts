/**
 * The rule ranges of Keras, one line each (semantics measured in the reference cases; keras.md, section 0).
 */
import type { Expr } from '../../expr/node.js';
import type { Version } from '../../text/version.js';
import type { RuleRange } from '../release.js';
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
  /** See Objective. */
  readonly counts?: Expr;
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
    versions: '2.0-2.2.4',
    reduce: weightedMaskedObjective,
    reductions: ['weighted_masked_objective'],
    zeroWeightsCount: COUNTED,
  },
  {
    versions: '2.2.5-2.2.5',
    reduce: weightedMaskedObjective,
    reductions: ['weighted_masked_objective'],
    zeroWeightsCount: COUNTED,
  },
  { versions: '2.3.0-2.3.1', reduce: reduceKeras2, reductions: KERAS2 },
  { versions: '2.4-2.9', reduce: reduceKeras2, reductions: [...KERAS2, 'auto'] },
  { versions: '2.10-2.10', reduce: reduceKeras2, reductions: [...KERAS2, 'auto'] },
  { versions: '2.11-2.15', reduce: reduceKeras2, reductions: [...KERAS2, 'auto'] },
  { versions: '3.0-3.1', reduce: reduceKeras3, reductions: KERAS2 },
  { versions: '3.2-3.6', reduce: reduceKeras3, reductions: KERAS2 },
  { versions: '3.7-3.12', reduce: reduceKeras3, reductions: KERAS3 },
  { versions: '3.13-3.15', reduce: reduceKeras3, reductions: KERAS3 },
];
