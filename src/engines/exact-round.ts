/** From exact sums to the nearest double: few addends by doubles alone, any integer by its bits. */

/**
 * The sum of finite addends, rounded once to nearest even: Shewchuk's non-overlapping partial sums, as
 * Python's math.fsum has them.
 * @returns undefined where a partial sum overflows
 */
export function sumOfFew(addends: readonly number[]): number | undefined {
  const partials: number[] = [];
  for (let x of addends) {
    let kept = 0;
    for (let i = 0; i < partials.length; i++) {
      const partial = partials[i]!;
      const high = x + partial;
      const low = Math.abs(x) < Math.abs(partial) ? x - (high - partial) : partial - (high - x);
      if (low !== 0) partials[kept++] = low;
      x = high;
    }
    if (!Number.isFinite(x)) return undefined;
    partials.length = kept;
    partials.push(x);
  }
  return roundedPartials(partials);
}

/** @param partials growing in size, without common bits */
function roundedPartials(partials: readonly number[]): number {
  let at = partials.length - 1;
  if (at < 0) return 0;
  let high = partials[at]!;
  let low = 0;
  while (low === 0 && at > 0) {
    const x = high;
    const y = partials[--at]!;
    high = x + y;
    low = y - (high - x);
  }
  // Half way between two doubles, what lies below decides.
  if (at > 0 && Math.sign(low) === Math.sign(partials[at - 1]!) && low !== 0) {
    const twice = low * 2;
    const other = high + twice;
    if (other - high === twice) return other;
  }
  return high;
}

/** n · 2^(scale − 1074) as the nearest double. @param scale 0 or more */
export function scaledToDouble(n: bigint, scale: number): number {
  const negative = n < 0n;
  const magnitude = negative ? -n : n;
  const bits = magnitude.toString(16).length * 4;
  // Keep 64 bits and a sticky bit: Number() then rounds once, to nearest even, as if all bits were there.
  const drop = Math.max(0, bits - 64);
  let kept = magnitude >> BigInt(drop);
  if (drop > 0 && kept << BigInt(drop) !== magnitude) kept |= 1n;
  let value = Number(kept);
  // Factors that are themselves normal doubles. Values below 2^-1022 have drop = 0 and few bits: exact.
  let exponent = drop + scale - 1074;
  while (exponent > 1000) {
    value *= 2 ** 1000;
    exponent -= 1000;
  }
  while (exponent < -1000) {
    value *= 2 ** -1000;
    exponent += 1000;
  }
  value *= 2 ** exponent;
  return negative ? -value : value;
}
