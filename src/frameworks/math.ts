/** The functions that losses of several frameworks share, each as every framework computes it. */
import type { OpaqueOperation, SumOrder } from '../expr/kinds.js';
import { constant, type Expr, opaque } from '../expr/node.js';
import type { Dtype } from '../tensor/ndarray.js';
import { rounding } from '../tensor/round.js';
import type { Tracer } from './tracer.js';

/**
 * log(softmax(x)) over an axis, by the maximum.
 * @param order in which a kernel adds up, where that is known
 * @param fused one kernel, which rounds a narrow dtype at its end (`Expr.fused`)
 */
export function logSoftmax(x: Expr, axis: number, order?: SumOrder, fused: boolean | 'wide' = false): Expr {
  const shifted = x.sub(x.max(axis, { keepDims: true }));
  const logSum = shifted.exp().sum(axis, { keepDims: true, order }).log();
  const value = shifted.sub(logSum);
  const [name, extra] = ['log_softmax', `axis=${axis}`];
  return fused ? value.fused(name, [x], extra, fused) : value.as(name, [x], extra);
}

/** log Σ exp(x) over an axis, which stays with length 1. */
export function logSumExp(x: Expr, axis: number, order?: SumOrder): Expr {
  const max = x.max(axis, { keepDims: true });
  const logSum = x.sub(max).exp().sum(axis, { keepDims: true, order }).log();
  return max.add(logSum).as('log_sum_exp', [x], `axis=${axis}`);
}

/** softmax(x) over an axis. */
export function softmax(x: Expr, axis: number, order?: SumOrder): Expr {
  const e = x.sub(x.max(axis, { keepDims: true })).exp();
  return e.div(e.sum(axis, { keepDims: true, order })).as('softmax', [x], `axis=${axis}`);
}

/**
 * log(sigmoid(x)), without overflow: min(x, 0) − log1p(exp(−|x|)).
 * @param fused one kernel, which rounds a narrow dtype at its end
 */
export function logSigmoid(x: Expr, fused = true): Expr {
  return x.minimum(0).sub(x.abs().neg().exp().log1p())[fused ? 'fused' : 'as']('log_sigmoid', [x]);
}

/** What is left of it in a dtype narrower than the one that is computed in. */
export function roundedTo(x: Expr, dtype: Dtype): Expr {
  const round = rounding(dtype);
  const operation: OpaqueOperation = {
    name: dtype,
    shape: (shape) => [...shape],
    kernel: ([from], out) => {
      for (let i = 0; i < out.length; i++) out[i] = round(from!.data[i]!);
    },
    backward: (_, upstream) => [upstream],
  };
  return opaque(operation, x);
}

/** x · log(y), and 0 where x is 0. @param rounds what becomes of each result in the arrays' own dtype */
export function xlogy(x: Expr, y: Expr, rounds = (e: Expr) => e): Expr {
  return x
    .equal(0)
    .where(0, rounds(x.mul(rounds(y.log()))))
    .as('xlogy', [x, y]);
}

/** Binary cross-entropy of logits, without overflow: max(z, 0) − z·t + log1p(exp(−|z|)). */
export function sigmoidCrossEntropy(t: Expr, z: Expr): Expr {
  return z.maximum(0).sub(z.mul(t)).add(z.abs().neg().exp().log1p());
}

/**
 * Targets moved a little towards the same value for every class. The constants are Python floats, rounded
 * when used.
 * @param kept the share of the targets that stays, where it is not rounded as Python does
 */
export function smoothLabels(
  t: Expr,
  a: number,
  shift: Expr,
  trace: Tracer,
  kept: Expr = constant(1 - a),
): Expr {
  const why = `targets moved by ${a} towards the same value for every class`;
  return a === 0 ? t : trace.step('label-smoothing', why, t.mul(kept).add(shift), 'y_true');
}

/** ln Γ(x), which no loss is differentiated by. */
export function logGamma(x: Expr): Expr {
  return opaque(
    {
      name: 'lgamma',
      shape: (shape) => shape,
      kernel([values], out) {
        for (let i = 0; i < out.length; i++) out[i] = lgamma(values!.data[i]!);
      },
    },
    x,
  );
}

/** Stirling's series from 10 on, to which smaller values climb; infinite at 0, −1, −2, … */
function lgamma(x: number): number {
  if (x <= 0 && Number.isInteger(x)) return Number.POSITIVE_INFINITY;
  let product = 1;
  let at = x;
  for (; at < 10; at++) product *= at;
  const inverse = 1 / (at * at);
  const series =
    (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse * (1 / 1680 - inverse / 1188)))) / at;
  const stirling = (at - 0.5) * Math.log(at) - at + 0.5 * Math.log(2 * Math.PI) + series;
  return stirling - Math.log(Math.abs(product));
}

/** α·d above, (α − 1)·d below, both multiplied by 0 or 1: of infinities NaN (numpy as in scikit-learn). */
export function pinball(d: Expr, alpha: number | Expr): Expr {
  const sign = d.greaterEqual(0);
  const share = typeof alpha === 'number' ? constant(alpha) : alpha;
  const rest = typeof alpha === 'number' ? constant(1 - alpha, `1 - ${alpha}`) : constant(1).sub(alpha);
  const under = share.mul(sign).mul(d);
  const over = rest.mul(constant(1).sub(sign)).mul(d);
  return under.sub(over);
}
