/**
 * The structural operations on row-major arrays: what moves, sorts or sums along axes. Each writes into
 * `out`.
 */
import { sizeOf } from '../../tensor/ndarray.js';
import { layout } from './reduce.js';

export type Floats = Float64Array | Float32Array;
export interface Value {
  readonly data: Floats;
  readonly shape: readonly number[];
}

/** An operand with one element stays a scalar; any other gets the result's shape. */
export function spread(a: Value, shape: readonly number[]): ArrayLike<number> {
  const size = sizeOf(a.shape);
  if (size === 1) return a.data.length === 1 ? a.data : a.data.subarray(0, 1);
  if (size === sizeOf(shape)) return a.data;
  const out = new Float64Array(sizeOf(shape));
  spreadInto(a, shape, out);
  return out;
}

export function spreadInto(a: Value, shape: readonly number[], out: Floats): undefined {
  const rank = shape.length;
  const own = stridesOf(a.shape);
  const strides = new Array<number>(rank).fill(0);
  a.shape.forEach((d, i) => {
    if (d !== 1) strides[rank - a.shape.length + i] = own[i]!;
  });
  gather(a.data, shape, strides, out);
}

export function transposeInto(x: Value, order: readonly number[], out: Floats): undefined {
  const own = stridesOf(x.shape);
  gather(
    x.data,
    order.map((axis) => x.shape[axis]!),
    order.map((axis) => own[axis]!),
    out,
  );
}

export function argmaxInto(x: Value, axis: number, out: Floats): undefined {
  const { offsets, inner } = layout(x.shape, [axis]);
  for (let o = 0; o < offsets.length; o++) {
    let best = 0;
    for (let i = 1; i < inner.length; i++)
      if (x.data[offsets[o]! + inner[i]!]! > x.data[offsets[o]! + inner[best]!]!) best = i;
    out[o] = best;
  }
}

/** NaN goes to the end in either order, as numpy's sort has it. */
export function sortInto(x: Value, axis: number, descending: boolean, out: Floats): undefined {
  const { offsets, inner } = layout(x.shape, [axis]);
  const line = new Float64Array(inner.length);
  for (const offset of offsets) {
    for (let i = 0; i < inner.length; i++)
      line[i] = descending ? -x.data[offset + inner[i]!]! : x.data[offset + inner[i]!]!;
    line.sort();
    for (let i = 0; i < inner.length; i++) out[offset + inner[i]!] = descending ? -line[i]! : line[i]!;
  }
}

export function cumsumInto(x: Value, axis: number, out: Floats, round: (x: number) => number): undefined {
  const { offsets, inner } = layout(x.shape, [axis]);
  for (const offset of offsets) {
    let sum = 0;
    for (let i = 0; i < inner.length; i++) {
      sum = i === 0 ? x.data[offset + inner[0]!]! : round(sum + x.data[offset + inner[i]!]!);
      out[offset + inner[i]!] = sum;
    }
  }
}

/** The sums of products are compensated like any other sum of a row. */
export function matmulInto(a: Value, b: Value, out: Floats): undefined {
  const [m, k] = a.shape.slice(-2) as [number, number];
  const n = b.shape[b.shape.length - 1]!;
  const batches = sizeOf(a.shape.slice(0, -2));
  const shared = b.shape.length === 2;
  for (let batch = 0; batch < batches; batch++) {
    const [fromA, fromB] = [batch * m * k, shared ? 0 : batch * k * n];
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        let sum = 0;
        let lost = 0;
        for (let l = 0; l < k; l++) {
          const x = a.data[fromA + i * k + l]! * b.data[fromB + l * n + j]!;
          const t = sum + x;
          lost += Math.abs(sum) >= Math.abs(x) ? sum - t + x : x - t + sum;
          sum = t;
        }
        out[(batch * m + i) * n + j] = Number.isFinite(sum) ? sum + lost : sum;
      }
    }
  }
}

export function sliceInto(x: Value, axis: number, from: number, to: number, out: Floats): undefined {
  const { outer, size, inner } = around(x.shape, axis);
  const length = (to - from) * inner;
  for (let o = 0; o < outer; o++) {
    const start = (o * size + from) * inner;
    out.set(x.data.subarray(start, start + length), o * length);
  }
}

export function padInto(
  x: Value,
  axis: number,
  before: number,
  after: number,
  value: number,
  out: Floats,
): undefined {
  const { outer, size, inner } = around(x.shape, axis);
  const length = (before + size + after) * inner;
  out.fill(value, 0, outer * length);
  for (let o = 0; o < outer; o++)
    out.set(x.data.subarray(o * size * inner, (o + 1) * size * inner), o * length + before * inner);
}

export function oneHotInto(index: Value, axis: number, classes: number, out: Floats): undefined {
  const outer = sizeOf(index.shape.slice(0, axis));
  const inner = sizeOf(index.shape.slice(axis));
  out.fill(0, 0, outer * classes * inner);
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      const k = index.data[o * inner + i]!;
      if (Number.isInteger(k) && k >= 0 && k < classes) out[(o * classes + k) * inner + i] = 1;
    }
  }
}

function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    strides[i] = stride;
    stride *= shape[i]!;
  }
  return strides;
}

/** out[i] for each position of `shape` in row-major order, read with these strides. */
function gather(data: Floats, shape: readonly number[], strides: readonly number[], out: Floats): void {
  const index = new Array<number>(shape.length).fill(0);
  const n = sizeOf(shape);
  let from = 0;
  for (let i = 0; i < n; i++) {
    out[i] = data[from]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      from -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
}

/** An axis with all before it as one and all behind it as one. */
function around(shape: readonly number[], axis: number): { outer: number; size: number; inner: number } {
  return { outer: sizeOf(shape.slice(0, axis)), size: shape[axis]!, inner: sizeOf(shape.slice(axis + 1)) };
}
