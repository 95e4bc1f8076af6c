/**
 * States merge: any split of the values, merged in any order, also by way of JSON, is the whole to the bit.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ExactSum } from '../../src/engines/exact-sum.js';
import { type ArrayRecord, HEAD, Recorder } from '../../src/engines/record.js';
import { Aggregate, groupsOf } from '../../src/engines/reference/aggregate.js';

/** Of all sizes, with what is rare otherwise. */
const number = fc.oneof(
  { weight: 6, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
  { weight: 3, arbitrary: fc.double({ min: -2, max: 2, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -0, 5e-324, -5e-324, Number.MAX_VALUE, -Number.MAX_VALUE) },
);
const special = fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY);
/** Lengths on both sides of the few that a sum keeps, and of what a record keeps whole. */
const values = fc.oneof(
  fc.array(number, { maxLength: 12 }),
  fc.array(number, { minLength: 60, maxLength: 200 }),
  fc.array(fc.oneof({ weight: 9, arbitrary: number }, { weight: 1, arbitrary: special }), { maxLength: 150 }),
);

interface Split {
  /** First and one after the last of each part. */
  readonly parts: readonly (readonly [number, number])[];
  /** Which two of the states that are left merge next. */
  readonly merges: readonly number[];
  readonly float32: boolean;
  readonly written: boolean;
}

const split = (size: number): fc.Arbitrary<Split> =>
  fc.record({
    parts: fc.array(fc.nat(size), { maxLength: 6 }).map((cuts) => {
      const places = [0, ...cuts.sort((a, b) => a - b), size];
      return places.slice(1).map((to, i) => [places[i], to] as const);
    }),
    merges: fc.array(fc.nat(1000), { minLength: 14, maxLength: 14 }),
    float32: fc.boolean(),
    written: fc.boolean(),
  });

interface State<S> {
  merge(other: S): void;
  write(): unknown;
}

/** One state of all parts, merged in the order that the split says. */
function merged<S extends State<S>>(
  parts: readonly S[],
  { merges, written }: Split,
  from: (w: unknown) => S,
): S {
  const json = (state: S) => (written ? from(JSON.parse(JSON.stringify(state.write()))) : state);
  const left = parts.map(json);
  for (let k = 0; left.length > 1; k++) {
    const [state] = left.splice(merges[2 * k] % left.length, 1);
    const other = left[merges[2 * k + 1] % left.length];
    other.merge(state);
    left[left.indexOf(other)] = json(other);
  }
  return left[0];
}

const dataOf = (list: readonly number[], { float32 }: Split) =>
  float32 ? Float32Array.from(list) : Float64Array.from(list);

const cases = values.chain((list) => fc.tuple(fc.constant(list), split(list.length)));

describe('the exact sum', () => {
  test('of any split', () => {
    fc.assert(
      fc.property(cases, ([list, how]) => {
        const data = dataOf(list, how);
        const of = (from: number, to: number) => {
          const sum = new ExactSum();
          sum.addAll(data, from, to);
          return sum;
        };
        const one = new ExactSum();
        for (const x of data) one.add(x);
        const whole = of(0, data.length);
        const joined = merged(
          how.parts.map(([from, to]) => of(from, to)),
          how,
          ExactSum.from,
        );
        for (const state of [joined, whole]) {
          expect(state.value()).toBe(one.value());
          expect(state.finite()).toBe(one.finite());
          expect(state.write()).toEqual(one.write());
        }
      }),
      { numRuns: 1000 },
    );
  });

  // By hand: 0.75 = 3 · 2^-2; 2^-1074 is the smallest double; −0 + −0 = −0, −0 + 0 = 0.
  test.each<[number[], object]>([
    [[0.5, 0.25], { finite: '0x3p-2' }],
    [[-1024], { finite: '-0x1p+10' }],
    [[5e-324], { finite: '0x1p-1074' }],
    [[1e16, -1e16], { finite: '0x0p+0' }],
    [[-0, -0], { finite: '-0x0p+0' }],
    [[-0, 0], { finite: '0x0p+0' }],
    [[], {}],
    [[Number.NEGATIVE_INFINITY, Number.NaN], { special: ['NaN', '-Infinity'] }],
    [[1, Number.POSITIVE_INFINITY], { finite: '0x1p+0', special: ['Infinity'] }],
  ])('%j is written', (list, written) => {
    const sum = new ExactSum();
    sum.addAll(list, 0, list.length);
    expect(sum.write()).toEqual(written);
    expect(ExactSum.from(written).value()).toBe(sum.value());
  });

  test.each([
    [null],
    ['0x1p+0'],
    [[]],
    [{ finite: 1 }],
    [{ finite: '0x1' }],
    [{ finite: '1p+0' }],
    [{ finite: '0xgp+0' }],
    [{ finite: '0x1p-1075' }],
    [{ finite: '0x1p+9999' }],
    [{ finite: `0x${'f'.repeat(700)}p+0` }],
    [{ special: ['infinity'] }],
    [{ special: ['NaN', 'NaN'] }],
    [{ special: 'NaN' }],
  ])('%j is refused', (written) => {
    expect(() => ExactSum.from(written)).toThrow(expect.objectContaining({ code: 'bad-state' }));
  });
});

describe('the record', () => {
  const recordOf = (list: readonly number[], how: Split, keep: number): [ArrayRecord, ArrayRecord] => {
    const data = dataOf(list, how);
    const of = (from: number, to: number) => {
      const state = new Recorder([data.length], data.length, keep, from);
      state.push(data.subarray(from, to), to - from);
      return state;
    };
    const joined = merged(
      how.parts.map(([from, to]) => of(from, to)),
      how,
      (w) => Recorder.from(w, [data.length], data.length, keep),
    );
    const whole = of(0, data.length);
    expect(joined.write()).toEqual(whole.write());
    return [joined.record(), whole.record()];
  };

  test.each([0, 100, 1e9])('of any split, keeping %i', (keep) => {
    fc.assert(
      fc.property(cases, ([list, how]) => {
        const [joined, whole] = recordOf(list, how, keep);
        expect(joined).toEqual(whole);
      }),
      { numRuns: 500 },
    );
  });

  test('is that of plain loops', () => {
    fc.assert(
      fc.property(cases, ([list, how]) => {
        const [{ values: kept, stats, firstNonFinite, truncated }] = recordOf(list, how, 0);
        const data = [...dataOf(list, how)];
        const finite = data.filter(Number.isFinite);
        expect([...kept]).toEqual(truncated ? [...data.slice(0, HEAD), ...data.slice(-HEAD)] : data);
        expect(firstNonFinite).toBe(data.findIndex((x) => !Number.isFinite(x)));
        expect(stats.nan).toBe(data.filter(Number.isNaN).length);
        expect(stats.infinite).toBe(data.length - finite.length - stats.nan);
        expect(stats.min).toBe(finite.length > 0 ? Math.min(...finite) : Number.NaN);
        expect(stats.max).toBe(finite.length > 0 ? Math.max(...finite) : Number.NaN);
      }),
    );
  });

  test('a mean does not lose what a running sum would', () => {
    const [, { stats }] = recordOf(
      [1e300, 1, 1e284, -1e300, -1e284, 3],
      { parts: [[0, 6]], merges: [], float32: false, written: false },
      0,
    );
    // By hand: 1 + 3 is left of six.
    expect(stats.mean).toBe(4 / 6);
  });

  test('values that are missing are no record', () => {
    const state = new Recorder([4], 4, 10, 1);
    state.push([1, 2, 3], 3);
    expect(() => state.record()).toThrow('missing');
  });

  test('values that are there twice are refused', () => {
    const [a, b] = [new Recorder([4], 4, 10), new Recorder([4], 4, 10, 2)];
    a.push([1, 2, 3], 3);
    b.push([3, 4], 2);
    expect(() => a.merge(b)).toThrow(expect.objectContaining({ code: 'bad-state' }));
  });

  const written = () => {
    const state = new Recorder([4], 4, 10);
    state.push([1, Number.NaN, -0, 2], 4);
    return state.write();
  };

  test('is plain JSON', () => {
    expect(written()).toEqual({
      schema: 'lossaudit/record@1',
      shape: [4],
      truncated: false,
      ranges: [[0, 4]],
      values: [1, 'NaN', '-0', 2],
      sum: { finite: '0x3p+0', special: ['NaN'] },
      min: '-0',
      max: 2,
      nan: 1,
      infinite: 0,
      first_non_finite: 1,
    });
  });

  test.each<[string, object]>([
    ['another version', { schema: 'lossaudit/record@2' }],
    ['another shape', { shape: [2, 2] }],
    ['other values kept', { truncated: true }],
    ['ranges outside', { ranges: [[0, 5]] }],
    [
      'ranges that overlap',
      {
        ranges: [
          [0, 3],
          [2, 4],
        ],
      },
    ],
    [
      'ranges that touch',
      {
        ranges: [
          [0, 2],
          [2, 4],
        ],
      },
    ],
    ['a range of three', { ranges: [[0, 4, 4]] }],
    ['too few values', { values: [1, 'NaN', '-0'] }],
    ['a value that is none', { values: [1, 'NaN', '-0', '2'] }],
    ['more NaN than values', { nan: 5 }],
    ['a negative count', { nan: -1 }],
    ['NaN nowhere', { first_non_finite: -1 }],
    ['NaN elsewhere', { first_non_finite: 4 }],
    ['min above max', { min: 3 }],
    ['no min', { min: 'Infinity', max: '-Infinity' }],
    ['a sum that is none', { sum: '3' }],
  ])('%s is refused', (_, change) => {
    expect(() => Recorder.from({ ...written(), ...change }, [4], 4, 10)).toThrow(
      expect.objectContaining({ code: 'bad-state' }),
    );
  });
});

describe('the aggregate', () => {
  const width = 3;
  const rowSplits = values
    .map((list) => list.slice(0, list.length - (list.length % width)))
    .chain((list) => fc.tuple(fc.constant(list), split(list.length / width)));

  test.each([
    ['sum', [0]],
    ['mean', [0]],
    ['max', [0]],
    ['min', [0]],
    ['sum', [] as number[]],
    ['mean', []],
    ['max', []],
  ] as const)('%s over the rows, and of a row over axes %j, of any split', (op, axes) => {
    const groups = groupsOf([width], axes);
    const count = axes.length === 0 ? width : 1;
    fc.assert(
      fc.property(rowSplits, ([list, how]) => {
        const data = dataOf(list, how);
        const of = (from: number, to: number) => {
          const state = new Aggregate(op, groups, 0, count);
          state.push(data.subarray(from * width, to * width), to - from);
          return state;
        };
        const joined = merged(
          how.parts.map(([from, to]) => of(from, to)),
          how,
          (w) => Aggregate.from(w, op, groups, 0, count),
        );
        const whole = of(0, data.length / width);
        const result = (state: Aggregate) => {
          const out = new Float64Array(count);
          state.writeTo(
            out,
            width / count,
            (x) => x,
            (x) => x,
          );
          return [...out];
        };
        expect(result(joined)).toEqual(result(whole));
        expect(joined.write()).toEqual(whole.write());
      }),
      { numRuns: 300 },
    );
  });

  const written = { schema: 'lossaudit/aggregate@1', op: 'max', first: 0, rows: 2, extremes: ['-0'] };
  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['another version', { ...written, schema: 'lossaudit/aggregate@2' }],
    ['another operation', { ...written, op: 'min' }],
    ['another position', { ...written, first: 1 }],
    ['half a row', { ...written, rows: 0.5 }],
    ['two extremes', { ...written, extremes: [1, 2] }],
    ['sums', { ...written, extremes: undefined, sums: [{}] }],
  ])('%s is refused', (_, changed) => {
    const groups = groupsOf([width], [0]);
    expect(Aggregate.from(written, 'max', groups, 0, 1).write()).toEqual(written);
    expect(() => Aggregate.from(changed, 'max', groups, 0, 1)).toThrow(
      expect.objectContaining({ code: 'bad-state' }),
    );
  });

  test('of another reduction does not merge', () => {
    const groups = groupsOf([width], [0]);
    expect(() => new Aggregate('sum', groups, 0, 1).merge(new Aggregate('mean', groups, 0, 1))).toThrow(
      expect.objectContaining({ code: 'bad-state' }),
    );
  });
});
