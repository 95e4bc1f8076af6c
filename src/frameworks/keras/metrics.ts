/** Metrics of `keras.metrics` that average a loss function, as losses with names and a mean of their own. */
import { Expr } from '../../expr/node.js';
import type { KerasLoss } from './define-loss.js';

/**
 * The metrics of these losses. An audit names them `metrics.mse`, `keras.metrics.MeanSquaredError`.
 * @param losses all of Keras
 */
export function metricsOf(losses: readonly KerasLoss[]): KerasLoss[] {
  return losses.filter((loss) => Object.hasOwn(METRICS, loss.name)).map(metricOf);
}

function metricOf(loss: KerasLoss): KerasLoss {
  const { names = {}, params = {}, negated, ...own } = METRICS[loss.name]!;
  const ownNames = Object.entries({ ...loss.names, ...names }).filter(([, versions]) => versions !== NONE);
  const ownParams = Object.entries(loss.params)
    .map(([name, param]) => [name, { ...param, versions: params[name] ?? param.versions }] as const)
    .filter(([, { versions }]) => versions !== NONE);
  return {
    ...loss,
    ...own,
    name: `metrics.${loss.name}`,
    names: Object.fromEntries(ownNames.map(([name, versions]) => [`metrics.${name}`, versions])),
    params: Object.fromEntries(ownParams),
    score: scoreOf(loss, negated),
    reductions: [],
    metric: true,
  };
}

/** The loss' own, with the defaults of parameters that the metric has not. */
function scoreOf(loss: KerasLoss, negated: string | undefined): KerasLoss['score'] {
  const defaults = Object.fromEntries(Object.entries(loss.params).map(([name, p]) => [name, p.default]));
  return (inputs) => {
    const score = loss.score({ ...inputs, params: { ...defaults, ...inputs.params } });
    const turned = negated !== undefined && inputs.version.within(negated);
    return turned && score instanceof Expr ? score.neg() : score;
  };
}

/** Versions of a name or parameter that the metric has not. */
const NONE = 'none';

interface Metric extends Pick<KerasLoss, 'alignsRanks'> {
  /** Versions of names and parameters, where they differ from the loss'. */
  readonly names?: Readonly<Record<string, string>>;
  readonly params?: Readonly<Record<string, string>>;
  /** Versions in which the loss is the metric times −1. */
  readonly negated?: string;
}

/** `alignsRanks`: the function of Keras 3 itself brings ranks together, not only the loss class. */
const METRICS: Readonly<Record<string, Metric>> = {
  mean_squared_error: { alignsRanks: true },
  mean_absolute_error: { alignsRanks: true },
  mean_absolute_percentage_error: { alignsRanks: true },
  mean_squared_logarithmic_error: { alignsRanks: true },
  log_cosh: { alignsRanks: true, names: { LogCosh: NONE, LogCoshError: '2.3-' } },
  cosine_similarity: { alignsRanks: true, negated: '2.3-' },
  poisson: {},
  kl_divergence: {},
  hinge: {},
  squared_hinge: {},
  categorical_hinge: {},
  binary_crossentropy: { params: { axis: NONE } },
  categorical_crossentropy: { params: { axis: '2.10-' } },
  // Keras 3 has ignore_class from 3.14 on (kerasParams).
  sparse_categorical_crossentropy: { params: { axis: '2.3-', ignore_class: '2.10-2.15' } },
};
