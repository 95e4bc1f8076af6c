/**
 * How Python writes numbers, and how float32 and float64 accumulators run: written anew here, not taken from
 * the product.
 */
export const f32 = Math.fround;

/** `'%.4f' % x`; at exact ties either neighbour is half a unit away. */
export function fixed(x: number, decimals: number): string {
  if (!Number.isFinite(x)) return python(x);
  return Math.abs(x) < 1e21 ? x.toFixed(decimals) : `${BigInt(x)}.${'0'.repeat(decimals)}`;
}

/** `'%.4e' % x` */
export function exponent(x: number, decimals: number): string {
  if (!Number.isFinite(x)) return python(x);
  return x.toExponential(decimals).replace(/e([+-])(\d)$/, 'e$10$2');
}

/** `'%.{digits}g' % x` */
export function general(x: number, digits: number): string {
  if (!Number.isFinite(x)) return python(x);
  if (x === 0) return '0';
  const power = Number(x.toExponential(digits - 1).split('e')[1]);
  const bare = (text: string) => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);
  if (power >= -4 && power < digits) return bare(x.toFixed(digits - 1 - power));
  const [mantissa, e] = exponent(x, digits - 1).split('e');
  return `${bare(mantissa)}e${e}`;
}

/** `repr(x)` of a Python float. */
export function python(x: number): string {
  if (Number.isNaN(x)) return 'nan';
  if (!Number.isFinite(x)) return x > 0 ? 'inf' : '-inf';
  const magnitude = Math.abs(x);
  if (x !== 0 && (magnitude < 1e-4 || magnitude >= 1e16))
    return x.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
  const text = String(x);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** `repr(round(x, 4))` */
export function rounded(x: number, decimals: number): string {
  return Number.isFinite(x) ? python(Number(fixed(x, decimals))) : python(x);
}

/** A value as Progbar writes it. @param signed verbose=2 forgets the absolute value */
export function keras(x: number, signed = false): string {
  return (signed ? x : Math.abs(x)) > 1e-3 || Number.isNaN(x) === true ? fixedOrNan(x) : exponent(x, 4);
}

function fixedOrNan(x: number): string {
  return Number.isNaN(x) ? 'nan' : fixed(x, 4);
}

/** Sum of value times weight over sum of weight, after each item, every operation rounded by `round`. */
export function running(
  values: readonly number[],
  weights: readonly number[],
  round: (x: number) => number,
): number[] {
  let total = 0;
  let count = 0;
  return values.map((x, i) => {
    total = round(total + round(x * weights[i]));
    count = round(count + weights[i]);
    return round(total / count);
  });
}

export const double = (x: number): number => x;
