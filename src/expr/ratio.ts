/**
 * A reduction as numerator over denominator: `mean(score / mean(mask))` is `sum(score) / sum(mask)`. Scalars
 * are hoisted out of sums and means, means become a sum over a count, and equal counts cancel.
 */
import { constant, type Expr } from './node.js';
import type { MapOperands } from './ops.js';

export interface Ratio {
  readonly numerator: Expr;
  readonly denominator: Expr;
  /** What the denominator counts, in the reduction's own words; empty where it named nothing. */
  readonly counted: readonly string[];
}

/** Products and quotients of scalars around one array: value = array · Πnum / Πden · count. */
interface Factors {
  array: Expr;
  num: Expr[];
  den: Expr[];
  /** Product of the element counts of the means met (in the denominator when > 1 overall). */
  numCount: number;
  denCount: number;
  numWords: string[];
  denWords: string[];
}

/**
 * @param value a scalar expression
 * @param through look inside named steps (all but the score), or take them as they are
 * @returns expressions for the engines to compute, or undefined where nothing is divided
 */
export function ratioOf(value: Expr, through: boolean): Ratio | undefined {
  const f = factor(value, through);
  const g = gcd(f.numCount, f.denCount);
  const den = f.denCount / g;
  const num = f.numCount / g;
  if (f.den.length === 0 && den === 1) return undefined;
  const numerator = f.num.reduce((a, b) => a.mul(b), num === 1 ? f.array : f.array.mul(num));
  const parts = den === 1 ? f.den : [...f.den, constant(den)];
  const denominator = parts.length === 0 ? constant(1) : parts.reduce((a, b) => a.mul(b));
  // A count that cancelled needs no words.
  const words = den === 1 ? f.denWords.filter((w) => !w.startsWith(COUNT)) : f.denWords;
  return {
    numerator,
    denominator,
    counted: [...new Set(words.map((w) => w.replace(COUNT, '')).filter(Boolean))],
  };
}

const COUNT = '#';

function factor(e: Expr, through: boolean): Factors {
  const { node, args } = e;
  const alone = (): Factors => ({
    array: e,
    num: [],
    den: [],
    numCount: 1,
    denCount: 1,
    numWords: [],
    denWords: [],
  });
  if (node.kind === 'step' && through && node.step.id !== 'score') return factor(args[0]!, through);
  if (node.kind === 'call') return alone();
  if (node.kind === 'map' && node.op === 'neg') {
    const f = factor(args[0]!, through);
    return { ...f, array: f.array.neg() };
  }
  if (node.kind === 'map' && node.op === 'mul') {
    const [a, b] = args as MapOperands<Expr>;
    if (b.rank === 0 && !isOne(b)) return times(factor(a, through), factor(b, through));
    if (a.rank === 0 && !isOne(a)) return times(factor(b, through), factor(a, through));
    const fa = factor(a, through);
    const fb = factor(b, through);
    return { ...times(fa, { ...fb, array: constant(1) }), array: fa.array.mul(fb.array) };
  }
  if (node.kind === 'map' && (node.op === 'div' || node.op === 'divNoNan') && args[1]!.rank === 0) {
    return times(factor(args[0]!, through), inverse(factor(args[1]!, through)));
  }
  if (node.kind === 'reduce' && (node.op === 'mean' || node.op === 'sum')) {
    const f = factor(args[0]!, through);
    const options = { keepDims: node.keepDims, counted: node.counted };
    // Constant along the reduced axes only if it still has them: an array that lost axes by hoisting keeps
    // its node.
    if (f.array.rank !== args[0]!.rank) return alone();
    const array = mergedSum(f.array, node.axes, options);
    if (node.op === 'sum') return { ...f, array };
    const count = e.size === 0 ? 0 : args[0]!.size / e.size;
    return {
      ...f,
      array,
      denCount: f.denCount * count,
      denWords: [...f.denWords, `${COUNT}${node.counted ?? ''}`],
    };
  }
  return alone();
}

/** sum(sum(x)) over all that is left is one sum over x. */
function mergedSum(x: Expr, axes: readonly number[], options: { keepDims: boolean; counted?: string }): Expr {
  if (
    axes.length === x.rank &&
    !options.keepDims &&
    x.node.kind === 'reduce' &&
    x.node.op === 'sum' &&
    !x.node.keepDims
  ) {
    return x.args[0]!.sum(undefined, options);
  }
  return x.sum(axes, options);
}

function times(f: Factors, s: Factors): Factors {
  const count = countOf(s.array);
  return {
    array: f.array,
    num: count ? [...f.num, ...s.num] : [...f.num, s.array, ...s.num],
    den: [...f.den, ...s.den],
    numCount: f.numCount * s.numCount * (count ?? 1),
    denCount: f.denCount * s.denCount,
    numWords: [...f.numWords, ...s.numWords],
    denWords: [...f.denWords, ...s.denWords],
  };
}

function inverse(s: Factors): Factors {
  const one = constant(1);
  const own = countedBy(s.array);
  const count = countOf(s.array);
  return {
    array: one,
    num: s.den,
    den: count ? s.num : [s.array, ...s.num],
    numCount: s.denCount,
    denCount: s.numCount * (count ?? 1),
    numWords: s.denWords,
    denWords: [...own, ...s.numWords],
  };
}

/** What a sum counts, or a composite of one. */
function countedBy({ node, args }: Expr): string[] {
  if (node.kind === 'reduce') return node.counted ? [node.counted] : [];
  return node.kind === 'call' || node.kind === 'map' ? [...new Set(args.flatMap(countedBy))] : [];
}

/** The value of a constant that is a count. */
function countOf(e: Expr): number | undefined {
  return e.node.kind === 'const' && Number.isInteger(e.node.value) && e.node.value > 0
    ? e.node.value
    : undefined;
}

function isOne(e: Expr): boolean {
  return e.node.kind === 'const' && e.node.value === 1;
}

function gcd(a: number, b: number): number {
  return b === 0 ? a || 1 : gcd(b, a % b);
}
