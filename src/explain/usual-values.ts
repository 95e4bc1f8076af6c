/** The values of parameters that people use, by what a parameter is: its role, else its name. */
import type { Family } from '../frameworks/family.js';
import type { Param } from '../frameworks/param.js';

/** A value with what it costs in bits: see Change. */
export type Usual = readonly [value: number, cost: number];

const SMOOTHING: readonly Usual[] = [
  [0.1, 4],
  [0.05, 5],
  [0.2, 5],
  [0.01, 6],
  [0.3, 7],
];
const DELTAS: readonly Usual[] = [
  [1, 4],
  [0.5, 5],
  [0.1, 5],
  [2, 5],
  [1.35, 6],
  [1.345, 6],
  // Detectors' smooth L1.
  [1 / 9, 6],
  [5, 7],
  [10, 7],
];
const QUANTILES: readonly Usual[] = [
  [0.5, 4],
  [0.9, 4],
  [0.1, 4],
  [0.95, 5],
  [0.05, 5],
  [0.75, 5],
  [0.25, 5],
  [0.99, 6],
  [0.01, 6],
  [0.8, 6],
  [0.2, 6],
];
const MARGINS: readonly Usual[] = [
  [1, 4],
  [0, 5],
  [0.5, 5],
  [0.2, 5],
  [0.1, 5],
  [0.3, 5],
  [0.25, 6],
  [0.4, 6],
  [2, 6],
];
const EPSILONS: readonly Usual[] = [
  [1e-7, 6],
  [1e-8, 6],
  [0, 6],
  [1e-6, 6],
  [1e-12, 6],
  [1e-10, 7],
  [1e-15, 7],
  [1e-5, 7],
  [1e-3, 7],
  [1e-2, 7],
];
/** Powers of a variance: normal, Poisson, gamma, inverse Gauss, and between. */
const POWERS: readonly Usual[] = [
  [1.5, 5],
  [1, 5],
  [2, 5],
  [0, 5],
  [3, 6],
  [1.1, 7],
  [1.2, 7],
  [1.3, 7],
  [1.7, 7],
  [1.9, 7],
];
const SHARES: readonly Usual[] = [
  [0.25, 5],
  [0.5, 5],
  [0.75, 5],
  [1, 5],
  [0.3, 6],
  [0.7, 6],
  [0.9, 7],
];
const STEPS: readonly Usual[] = [
  [1, 4],
  [2, 5],
  [4, 5],
  [8, 5],
  [16, 6],
];

const MARGIN_FAMILIES: ReadonlySet<Family> = new Set([
  'hinge-embedding',
  'multi-margin',
  'margin-ranking',
  'triplet-margin',
  'cosine-embedding',
  'contrastive',
  'circle',
]);

const BY_NAME: Readonly<Record<string, readonly Usual[]>> = {
  label_smoothing: SMOOTHING,
  margin: MARGINS,
  power: POWERS,
  tweedie_variance_power: POWERS,
  rho: POWERS,
  alpha: SHARES,
  q: [
    [0.7, 6],
    [0.5, 6],
    [0.3, 7],
  ],
  gamma: [
    [2, 4],
    [1, 5],
    [0, 5],
    [0.5, 6],
    [3, 6],
    [5, 6],
  ],
  beta: [
    [0.1, 4],
    [0.5, 5],
    [0.2, 5],
    [0.01, 5],
    [0.05, 6],
    [0.3, 6],
    [1, 6],
    [0.7, 7],
    [0.04, 7],
    [0.001, 7],
    [0, 6],
  ],
  p: [
    [1, 5],
    [2, 5],
  ],
  norm_degree: [
    [1, 5],
    [2, 5],
  ],
  smooth: [
    [1, 5],
    [0, 5],
    [1e-5, 6],
    [1e-6, 6],
    [1e-7, 6],
  ],
  temperature: [
    [1, 4],
    [0.1, 5],
    [0.07, 5],
    [0.5, 5],
    [0.05, 6],
    [2, 6],
  ],
  gradient_accumulation_steps: STEPS,
  steps_per_generation: STEPS,
};

/** @param name of a parameter that holds a number */
export function usualValues(name: string, param: Param, family: Family): readonly Usual[] {
  if (param.role === 'smoothing') return SMOOTHING;
  if (param.role === 'threshold') {
    if (family === 'quantile') return QUANTILES;
    return MARGIN_FAMILIES.has(family) ? MARGINS : DELTAS;
  }
  if (/^eps/.test(name)) return Number(param.default) >= 0.01 ? SHARES : EPSILONS;
  return BY_NAME[name] ?? [];
}
