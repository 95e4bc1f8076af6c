/** For each fact: arrays that it is asked of, and what it says, by the words of its definition alone. */
import fc from 'fast-check';
import type { Request } from '../../src/facts/fact.js';
import { certainlyWrong, lostPredictions } from '../../src/facts/kinds/clipped.js';
import { below, countingBatches, labelHits, labelTally, missedZeros } from '../../src/facts/kinds/labels.js';
import { emptyRows, farRows, firstFarRow } from '../../src/facts/kinds/rows.js';
import { equal, other, outside, stats, total } from '../../src/facts/kinds/stats.js';
import type { NdArray } from '../../src/tensor/ndarray.js';

export type Arrays = Readonly<Record<string, NdArray>>;

interface Case {
  readonly request: Request;
  readonly arrays: Arrays;
  /** Answers are compared with it; of functions what they give for the first batches. */
  readonly expected: unknown;
}

const ANY = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(0, -0, 1, -1, 2, 3, -100, 0.5, 1e-8, 1 - 1e-9, 1e300) },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY) },
  fc.double({ noDefaultInfinity: true, noNaN: true }),
);
const SMALL = fc.integer({ min: -3, max: 3 });
const LABEL = fc.oneof({ weight: 6, arbitrary: fc.integer({ min: 0, max: 3 }) }, ANY);
/** Sixteenths: their sums are exact. */
const SHARE = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(0, 1) },
  fc.integer({ min: 0, max: 16 }).map((x) => x / 16),
);

function array(shape: readonly number[], value: fc.Arbitrary<number>): fc.Arbitrary<NdArray> {
  const length = shape.reduce((a, b) => a * b, 1);
  return fc
    .array(value, { minLength: length, maxLength: length })
    .map((list) => ({ dtype: 'float64', shape, data: Float64Array.from(list) }));
}

const length = (most: number) => fc.integer({ min: 0, max: most });
const shapes = fc.oneof(
  length(12).map((n) => [n]),
  fc.tuple(length(8), fc.integer({ min: 1, max: 3 })),
  fc.tuple(length(5), fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 3 })),
);

type Make = fc.Arbitrary<Case>;

/** A fact of one array. */
function ofOne<R>(
  values: fc.Arbitrary<number>,
  request: fc.Arbitrary<Request<R>>,
  expected: (list: readonly number[], params: never, shape: readonly number[]) => R,
): Make {
  return shapes.chain((shape) =>
    fc.tuple(array(shape, values), request).map(([a, asked]) => ({
      request: asked,
      arrays: { a },
      expected: expected([...a.data], asked.params as never, shape),
    })),
  );
}

/** Sums of runs of so many numbers. */
function sumsOf(list: readonly number[], width: number, of = (x: number) => x): number[] {
  const sums: number[] = [];
  for (let i = 0; i < list.length; i += width)
    sums.push(list.slice(i, i + width).reduce((sum, x) => sum + of(x), 0));
  return sums;
}

interface Sums {
  readonly tolerance: number;
  readonly exp?: true;
}

function farSums(list: readonly number[], { tolerance, exp }: Sums, width: number): number[] {
  return sumsOf(list, width, exp ? Math.exp : undefined).filter((s) => Math.abs(s - 1) > tolerance);
}

/** Predictions [n, c] on and off the clip, with targets of one of the kinds. */
const clipped = fc.tuple(length(8), fc.integer({ min: 1, max: 3 })).chain(([n, c]) =>
  fc.constantFrom('single' as const, 'indices' as const, 'rows' as const).chain((targets) =>
    fc.record({
      yPred: array([n, c], fc.oneof(SHARE, fc.constantFrom(1e-8, 1 - 1e-9, Number.NaN))),
      yTrue: targets === 'indices' ? array([n], LABEL) : array([n, c], SHARE),
      targets: fc.constant(targets),
    }),
  ),
);
const CLIP = 1e-7;

interface Clipped {
  readonly yPred: NdArray;
  readonly yTrue: NdArray;
  readonly targets: 'single' | 'indices' | 'rows';
}

const rowsOf = ({ shape: [n = 0, c = 0], data }: NdArray) =>
  Array.from({ length: n }, (_, i) => [...data.subarray(i * c, (i + 1) * c)]);

function wrongOf({ yPred, yTrue, targets }: Clipped) {
  const found: { at: number; yTrue: number[]; yPred: number[] }[] = [];
  if (targets === 'single')
    yPred.data.forEach((p, at) => {
      const y = yTrue.data[at]!;
      if ((p <= CLIP && y === 1) || (p >= 1 - CLIP && y === 0)) found.push({ at, yTrue: [y], yPred: [p] });
    });
  else
    for (const [r, row] of rowsOf(yPred).entries()) {
      const own = targets === 'indices' ? [yTrue.data[r]!] : rowsOf(yTrue)[r]!;
      const label = targets === 'indices' ? own[0]! : own.indexOf(1);
      if (!(row[label]! <= CLIP) || row.every((p) => p <= CLIP)) continue;
      found.push({ at: r * row.length + label, yTrue: own, yPred: row });
    }
  return found.length > 0 ? { count: found.length, first: found[0] } : { count: 0 };
}

function lostOf({ yPred, yTrue, targets }: Clipped) {
  let [costly, any] = [0, 0];
  for (const [r, row] of rowsOf(yPred).entries())
    for (const [k, p] of row.entries()) {
      const y = targets === 'indices' ? Number(Math.trunc(yTrue.data[r]!) === k) : rowsOf(yTrue)[r]![k]!;
      const single = targets === 'single';
      const lost = single
        ? p <= CLIP || p >= 1 - CLIP
        : p <= CLIP && Math.abs(sumsOf(row, 9)[0]! - 1) <= 1e-5;
      if (!lost) continue;
      any++;
      if (p <= CLIP ? y > 0 : y < 1) costly++;
    }
  return { costly, any };
}

const both = shapes.chain((shape) => fc.tuple(array(shape, ANY), array(shape, ANY)));

const language = fc
  .tuple(length(4), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 3 }))
  .chain(([n, t, c]) => fc.tuple(array([n, t, c], SMALL), array([n, t], LABEL)));

function hitsOf(logits: NdArray, labels: NdArray, ignored: number | undefined) {
  const hits = { same: 0, ofSame: 0, next: 0, ofNext: 0 };
  const [, length = 0, classes = 0] = logits.shape;
  const largest = sumsOf([...logits.data], classes).map((_, i) => {
    const row = [...logits.data.subarray(i * classes, (i + 1) * classes)];
    return row.indexOf(Math.max(...row));
  });
  labels.data.forEach((label, i) => {
    if (label === ignored) return;
    hits.ofSame++;
    if (largest[i] === label) hits.same++;
    if (i % length === 0) return;
    hits.ofNext++;
    if (largest[i - 1] === label) hits.next++;
  });
  return hits;
}

const IGNORED = fc.constantFrom(undefined, -100, 2);

const batched = fc
  .tuple(length(12), fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 5 }), fc.boolean())
  .chain(([n, w, size, two]) => {
    const value = fc.constantFrom(0, 0, 1, -100);
    return fc.record({
      a: array([n, w], value),
      b: array([n, w], value),
      size: fc.constant(size),
      two: fc.constant(two),
    });
  });

/** By names that begin with those of the registry. */
export const CASES: Readonly<Record<string, Make>> = {
  stats: ofOne(
    ANY,
    IGNORED.map((except) => stats.of(['a'], { except })),
    (list, { except }: { except?: number }) => {
      const own = list.filter((x) => x !== except);
      const known = own.filter((x) => !Number.isNaN(x)).map((x) => (x === 0 ? 0 : x));
      return {
        min: Math.min(...known),
        max: Math.max(...known),
        nan: own.length - known.length,
        fractional: known.filter((x) => !Number.isInteger(x)).length,
        count: own.length,
      };
    },
  ),
  equal: ofOne(
    ANY,
    SMALL.map((value) => equal.of(['a'], { value })),
    (list, { value }: { value: number }) => list.filter((x) => x === value).length,
  ),
  outside: ofOne(
    ANY,
    fc.constantFrom({ low: 0 }, { low: 0, high: 1 }).map((params) => outside.of(['a'], params)),
    (list, { low, high = Number.POSITIVE_INFINITY }: { low: number; high?: number }) =>
      list.filter((x) => x < low || x > high).length,
  ),
  other: ofOne(
    fc.oneof({ weight: 8, arbitrary: fc.constantFrom(0, 1, -1) }, ANY),
    fc
      .tuple(fc.constantFrom([0, 1], [-1, 1]), IGNORED)
      .map(([allowed, except]) => other.of(['a'], { allowed, except })),
    (list, { allowed, except }: { allowed: number[]; except?: number }) =>
      list.find((x) => x !== except && !allowed.includes(x)),
  ),
  total: ofOne(SMALL, fc.constant(total.of(['a'], {})), (list) => sumsOf(list, 99)[0] ?? 0),
  'first-far-row': ofOne(
    SHARE,
    fc.constantFrom(undefined, true as const).map((exp) => firstFarRow.of(['a'], { tolerance: 0.01, exp })),
    (list, params: Sums, shape) => farSums(list, params, shape.at(-1)!)[0],
  ),
  'first-far-row of all axes but the first': fc
    .integer({ min: 0, max: 5 })
    .chain((n) => array([n, 2, 2], SHARE))
    .map((a) => {
      const params = { tolerance: 0.3, flat: true } as const;
      return {
        request: firstFarRow.of(['a'], params),
        arrays: { a },
        expected: farSums([...a.data], params, 4)[0],
      };
    }),
  'far-rows': ofOne(
    SHARE,
    fc.constantFrom(0.01, 0.3).map((tolerance) => farRows.of(['a'], { tolerance })),
    (list, params: Sums, shape) => {
      const found = farSums(list, params, shape.at(-1)!);
      return { count: found.length, sum: found[0] };
    },
  ),
  'empty-rows': ofOne(
    SHARE,
    fc.constant(emptyRows.of(['a'], {})),
    (list, _, shape) => sumsOf(list, shape.at(-1)!).filter((s) => s === 0).length,
  ),
  'label-hits': fc.tuple(language, IGNORED).map(([[logits, labels], ignored]) => ({
    request: labelHits.of(['logits', 'labels'], { ignored }),
    arrays: { logits, labels },
    expected: hitsOf(logits, labels, ignored),
  })),
  'label-tally': fc.tuple(length(12), fc.boolean(), IGNORED).chain(([n, masked, ignored]) =>
    fc.tuple(array([n], LABEL), array([n], SMALL)).map(([labels, mask]) => {
      const own = [...labels.data].filter((y, i) => y !== ignored && !(masked && mask.data[i] === 0));
      const known = own.filter((y) => [0, 1, 2].includes(y));
      const counts = Array.from(
        { length: Math.max(-1, ...known) + 1 },
        (_, c) => known.filter((y) => y === c).length,
      );
      return {
        request: labelTally.of(masked ? ['labels', 'mask'] : ['labels'], { classes: 3, ignored }),
        arrays: { labels, mask },
        expected: { counts, others: own.length - known.length },
      };
    }),
  ),
  below: both.map(([a, b]) => ({
    request: below.of(['a', 'b'], {}),
    arrays: { a, b },
    expected: a.data.filter((x, i) => x < b.data[i]!).length,
  })),
  'missed-zeros': both.map(([a, b]) => ({
    request: missedZeros.of(['a', 'b'], {}),
    arrays: { a, b },
    expected: a.data.filter((x, i) => x === 0 && b.data[i] !== 0).length,
  })),
  'counting-batches': batched.map(({ a, b, size, two }) => {
    const [n = 0, w = 0] = a.shape;
    const expected = Array.from({ length: Math.ceil(n / size) }, (_, k) =>
      [...a.data].some(
        (x, i) => Math.floor(i / w / size) === k && x !== 0 && !(two && [0, -100].includes(b.data[i]!)),
      ),
    );
    const params = { size, nothing: [0], nothing2: two ? [0, -100] : [] };
    return { request: countingBatches.of(two ? ['a', 'b'] : ['a'], params), arrays: { a, b }, expected };
  }),
  'certainly-wrong': clipped.map((one) => ({
    request: certainlyWrong.of(['yPred', 'yTrue'], { clip: CLIP, targets: one.targets }),
    arrays: { yPred: one.yPred, yTrue: one.yTrue },
    expected: wrongOf(one),
  })),
  'lost-predictions': clipped.map((one) => ({
    request: lostPredictions.of(['yPred', 'yTrue'], { clip: CLIP, targets: one.targets }),
    arrays: { yPred: one.yPred, yTrue: one.yTrue },
    expected: lostOf(one),
  })),
};
