/** ∂value/∂x as an expression: the effective weight of each score in the final number. */
import type { Kind, NodeOf } from './kinds.js';
import { constant, type Expr } from './node.js';
import { hasDerivative, STRUCTURE } from './structure.js';
import { topological } from './walk.js';

/** An operation on the way that has no derivative. */
export interface NoDerivative {
  readonly operation: Expr;
}

/**
 * Reverse-mode derivative of a scalar expression.
 * @param value a scalar expression
 * @param x a node below it
 * @returns an expression that broadcasts to x's shape; zero where value does not depend on x, or depends on
 * it by jumps only
 */
export function gradient(value: Expr, x: Expr): Expr | NoDerivative {
  const order = topological([value]);
  const depends = new Set<Expr>([x]);
  for (const e of order) if (e.args.some((a) => depends.has(a))) depends.add(e);
  const adjoint = new Map<Expr, Expr>([[value, constant(1)]]);
  for (const expr of order.reverse()) {
    const upstream = adjoint.get(expr);
    if (!upstream || expr === x || !depends.has(expr)) continue;
    if (!hasDerivative(expr)) return { operation: expr };
    backward(expr, upstream).forEach((part, i) => {
      const arg = expr.args[i]!;
      if (!part || !depends.has(arg)) return;
      const before = adjoint.get(arg);
      adjoint.set(arg, before ? before.add(part) : part);
    });
  }
  return adjoint.get(x) ?? constant(0);
}

/**
 * What each score gives to a scalar value: ∂value/∂score · score. A value that is rounded at its end has no
 * slope: what it is made of before, in proportion.
 */
export function shares(value: Expr, score: Expr): Expr | NoDerivative {
  const exact = beforeRounding(value);
  const slope = gradient(exact, score);
  if ('operation' in slope) return slope;
  const parts = slope.mul(score);
  return exact === value ? parts : parts.mul(value.divNoNan(exact));
}

function beforeRounding(value: Expr): Expr {
  let e = value;
  while (e.node.kind === 'step') e = e.args[0]!;
  return e.node.kind === 'map' && e.node.op === 'trunc' ? e.args[0]! : value;
}

function backward(expr: Expr, upstream: Expr): (Expr | undefined)[] {
  const row = STRUCTURE[expr.node.kind].backward as (
    node: NodeOf<Kind>,
    upstream: Expr,
    expr: Expr,
  ) => (Expr | undefined)[];
  return row(expr.node, upstream, expr);
}
