/** ∂value/∂x as an expression: the effective weight of each score in the final number. */
import { constant, type Expr, sameShape, topological } from './node.js';
import { OPS } from './ops.js';

/**
 * Reverse-mode derivative of a scalar expression.
 * @param value a scalar expression
 * @param x a node below it
 * @returns an expression that broadcasts to x's shape; zero where value does not depend on x
 */
export function gradient(value: Expr, x: Expr): Expr {
  const order = topological([value]);
  const depends = new Set<Expr>([x]);
  for (const e of order) if (e.args.some((a) => depends.has(a))) depends.add(e);
  const adjoint = new Map<Expr, Expr>([[value, constant(1)]]);
  for (const expr of order.reverse()) {
    const upstream = adjoint.get(expr);
    if (!upstream || expr === x) continue;
    backward(expr, upstream).forEach((part, i) => {
      const arg = expr.args[i];
      if (!part || !depends.has(arg)) return;
      const before = adjoint.get(arg);
      adjoint.set(arg, before ? before.add(part) : part);
    });
  }
  return adjoint.get(x) ?? constant(0);
}

/**
 * What each score gives to a scalar value: ∂value/∂score · score. A value that is rounded at its end has no slope: what it is
 * made of before, in proportion.
 */
export function shares(value: Expr, score: Expr): Expr {
  const exact = beforeRounding(value);
  const parts = gradient(exact, score).mul(score);
  return exact === value ? parts : parts.mul(value.divNoNan(exact));
}

function beforeRounding(value: Expr): Expr {
  let e = value;
  while (e.node.kind === 'step') e = e.args[0];
  return e.node.kind === 'map' && e.node.op === 'trunc' ? e.args[0] : value;
}

/** The upstream derivative passed to each argument; a part may be constant along axes, which it then lacks. */
function backward(expr: Expr, upstream: Expr): (Expr | undefined)[] {
  const { node, args } = expr;
  switch (node.kind) {
    case 'map': {
      const partials = OPS[node.op].partials?.(args, expr) ?? [];
      return partials.map((p, i) => p && unbroadcast(product(upstream, p), args[i], expr));
    }
    case 'step':
    case 'call':
    case 'within':
      return [upstream];
    case 'broadcast':
      return [unbroadcast(upstream, args[0], expr)];
    case 'reshape':
      return [upstream.broadcastTo(expr.shape, expr.byRow).reshape(args[0].shape, '%', args[0].byRow)];
    case 'reduce': {
      const kept = node.keepDims ? upstream : keep(upstream, args[0], node.axes);
      if (node.op === 'sum') return [kept];
      if (node.op === 'mean') return [kept.div(args[0].size / Math.max(1, expr.size))];
      throw new Error(`no derivative through ${node.op}`);
    }
    case 'take':
      throw new Error('no derivative through take');
    default:
      return [];
  }
}

/** `upstream` of a reduction with the reduced axes back as length 1. */
function keep(upstream: Expr, arg: Expr, axes: readonly number[]): Expr {
  if (upstream.rank === 0) return upstream;
  return axes.reduce((out, axis) => (out.rank < arg.rank ? out.expandDims(axis) : out), upstream);
}

/** The constants 1 and −1 are what most of a reduction's derivative consists of. */
function product(a: Expr, b: Expr): Expr {
  for (const [one, other] of [
    [a, b],
    [b, a],
  ]) {
    if (one.node.kind === 'const' && one.node.value === 1) return other;
    if (one.node.kind === 'const' && one.node.value === -1) return other.neg();
  }
  return a.mul(b);
}

/** Undoes broadcasting: sums over the axes of `expr` along which `arg` was stretched. */
function unbroadcast(part: Expr, arg: Expr, expr: Expr): Expr {
  if (sameShape(arg.shape, expr.shape)) return part;
  let count = 1;
  const axes: number[] = [];
  expr.shape.forEach((d, i) => {
    const stretched = d !== 1 && (arg.shape[i - (expr.rank - arg.rank)] ?? 1) === 1;
    if (!stretched) return;
    const at = i - (expr.rank - part.rank);
    if (at >= 0 && part.shape[at] === d) axes.push(at);
    else count *= d;
  });
  let out = axes.length > 0 ? part.sum(axes, { keepDims: true }) : part;
  while (out.rank > arg.rank) out = out.squeeze(0);
  return count === 1 ? out : out.mul(count);
}
