/**
 * Scalars taken out of products: `x * w / mean(mask)` is linear in `x * w`, which is known before the mean
 * is. Sums over rows then need no second pass for the scalar, and neither do the statistics of a step.
 */
import type { Kind, Node } from '../expr/kinds.js';
import { constant, Expr } from '../expr/node.js';

/** A number that multiplies or divides all elements. */
export interface Factor {
  /** An expression of one element, without a sample axis. */
  readonly by: Expr;
  readonly divides: boolean;
}

/** An expression as a product: `early` without its scalars, and these in their order. */
export interface Product {
  /** Does not depend on any aggregate. */
  readonly early: Expr;
  readonly factors: readonly Factor[];
}

/** Kinds under which a product of scalars stays one: they move, add up or name elements of a row. */
const LINEAR: ReadonlySet<Kind> = new Set(['step', 'call', 'reshape', 'broadcast', 'transpose', 'slice']);

/**
 * @param isLate does the expression depend on an aggregate?
 * @returns a function that splits expressions; undefined for what is no product with scalars
 */
export function splitter(isLate: (e: Expr) => boolean): (e: Expr) => Product | undefined {
  const known = new Map<Expr, Product | undefined>();
  const split = (e: Expr): Product | undefined => {
    if (!isLate(e)) return { early: e, factors: [] };
    if (known.has(e)) return known.get(e);
    const product = e.byRow ? splitLate(e) : undefined;
    known.set(e, product);
    return product;
  };
  const splitLate = (e: Expr): Product | undefined => {
    const { node, args } = e;
    const [a, b, c] = args;
    if (node.kind === 'broadcast' && isScalar(a!))
      return { early: rebuilt(e, [ONE]), factors: [{ by: a!, divides: false }] };
    if (LINEAR.has(node.kind) || (node.kind === 'reduce' && (node.op === 'sum' || node.op === 'mean')))
      return onFirst(e, node, split(a!));
    if (node.kind !== 'map') return undefined;
    switch (node.op) {
      case 'neg':
        return onFirst(e, node, split(a!));
      case 'mul':
        return isScalar(a!)
          ? times(split(b!), a!, false, e)
          : isScalar(b!)
            ? times(split(a!), b!, false, e)
            : both(e);
      case 'div':
      case 'divNoNan':
        // A row's own divisor may be 0, or near it: nothing would tell how large the quotients are.
        return isScalar(b!) ? times(split(a!), b!, true, e) : undefined;
      case 'where':
        return !isLate(a!) && isZero(c!) ? both(e) : undefined;
      default:
        return undefined;
    }
  };
  /** The same operation on the operands without their scalars. */
  const both = (e: Expr): Product | undefined => {
    const parts = e.args.map(split);
    if (!parts.every((p) => p !== undefined)) return undefined;
    const factors = parts.flatMap((p) => p.factors);
    return sameShapes(e, parts) ? { early: rebuilt(e, parts), factors } : undefined;
  };
  return split;
}

const ONE: Product = { early: constant(1), factors: [] };

function onFirst(e: Expr, node: Node, part: Product | undefined): Product | undefined {
  if (!part || !sameShapes(e, [part])) return undefined;
  // Names and what is printed of a call are of the expression that was split.
  if (node.kind === 'step' || node.kind === 'call') return part;
  return { early: rebuilt(e, [part]), factors: part.factors };
}

function times(part: Product | undefined, by: Expr, divides: boolean, e: Expr): Product | undefined {
  // Stretched by a scalar's axes of length 1 it would lose its shape.
  if (!part || part.early.shape.join() !== e.shape.join()) return undefined;
  return { early: part.early, factors: [...part.factors, { by, divides }] };
}

function rebuilt(e: Expr, parts: readonly Product[]): Expr {
  return new Expr(
    e.node,
    parts.map((p) => p.early),
    e.shape,
    e.byRow,
  );
}

/** Without their scalars the operands have the shapes and the rows that they had. */
function sameShapes(e: Expr, parts: readonly Product[]): boolean {
  return parts.every(
    ({ early }, i) => early.byRow === e.args[i]!.byRow && early.shape.join() === e.args[i]!.shape.join(),
  );
}

function isScalar(e: Expr): boolean {
  return e.size === 1 && !e.byRow;
}

function isZero({ node }: Expr): boolean {
  return node.kind === 'const' && node.value === 0;
}
