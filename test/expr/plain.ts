/**
 * Arrays as plain functions of an index, to hold the graph's operations against loops that share no code with
 * it.
 */

export interface Plain {
  readonly shape: readonly number[];
  readonly at: (...index: number[]) => number;
}

/** A row-major array. */
export function plain(shape: readonly number[], values: ArrayLike<number>): Plain {
  const at = (...index: number[]) => {
    let flat = 0;
    shape.forEach((d, i) => {
      flat = flat * d + index[i];
    });
    return values[flat];
  };
  return { shape, at };
}

/** Its values in row-major order. */
export function valuesOf({ shape, at }: Plain): number[] {
  const out: number[] = [];
  const walk = (index: number[]) => {
    if (index.length === shape.length) out.push(at(...index));
    else for (let i = 0; i < shape[index.length]; i++) walk([...index, i]);
  };
  walk([]);
  return out;
}

/** An array computed element by element. */
export function made(shape: readonly number[], at: (...index: number[]) => number): Plain {
  return { shape, at };
}

/** The values along one axis through a position (whose entry for this axis is not read). */
export function line({ shape, at }: Plain, axis: number, index: readonly number[]): number[] {
  return Array.from({ length: shape[axis] }, (_, i) => at(...index.map((v, a) => (a === axis ? i : v))));
}

export const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
