/**
 * Sums without rounding: each double's integer significand is added to a bin of its exponent, so the state is exact,
 * two states merge by adding their bins, and the order and the split of the addends never show in the result.
 */

const NONE = new Float64Array(0);
const view = new Float64Array(1);
const words = new Uint32Array(view.buffer);
/** Bins stay below 2^53 for this many additions; then they are carried into big integers. */
const CARRY_AFTER = 2 ** 20;

/** So many finite addends are kept as they are before bins are made: most sums of small audits need none. */
const FEW = 64;
/** Bins are made for so many neighbouring exponents at a time: numbers of one array are mostly of like size. */
const SPAN = 64;

export class ExactSum {
  private few: number[] | undefined = [];
  private high = NONE;
  private low = NONE;
  /** The exponent of the first bin. */
  private base = 0;
  private carried = 0n;
  private pending = 0;
  private positiveInfinity = false;
  private negativeInfinity = false;
  private nan = false;
  /** −0 only when every addend was −0, as IEEE addition has it. */
  private onlyNegativeZero = true;
  private count = 0;

  add(x: number): void {
    view[0] = x;
    const top = words[1]!;
    const exponent = (top >>> 20) & 0x7ff;
    this.count++;
    if (exponent === 0x7ff) {
      if (x === Number.POSITIVE_INFINITY) this.positiveInfinity = true;
      else if (x === Number.NEGATIVE_INFINITY) this.negativeInfinity = true;
      else this.nan = true;
      return;
    }
    if (x !== 0 || !Object.is(x, -0)) this.onlyNegativeZero = false;
    if (this.few) {
      this.few.push(x);
      if (this.few.length > FEW) this.makeBins();
      return;
    }
    const upper = (top & 0xfffff) | (exponent === 0 ? 0 : 0x100000);
    let bin = exponent - this.base;
    if (bin < 0 || bin >= this.high.length) {
      this.cover(exponent);
      bin = exponent - this.base;
    }
    if (top >>> 31) {
      this.high[bin]! -= upper;
      this.low[bin]! -= words[0]!;
    } else {
      this.high[bin]! += upper;
      this.low[bin]! += words[0]!;
    }
    if (++this.pending === CARRY_AFTER) this.carry();
  }

  /** From now on addends go into bins. */
  private makeBins(): void {
    const few = this.few ?? [];
    this.few = undefined;
    this.count -= few.length;
    for (const x of few) this.add(x);
  }

  /** Makes bins up to this exponent. */
  private cover(exponent: number): void {
    const first = Math.floor(exponent / SPAN) * SPAN;
    const empty = this.high.length === 0;
    const base = empty ? first : Math.min(this.base, first);
    const end = empty ? first + SPAN : Math.max(this.base + this.high.length, first + SPAN);
    const wider = (bins: Float64Array) => {
      const out = new Float64Array(end - base);
      out.set(bins, empty ? 0 : this.base - base);
      return out;
    };
    this.high = wider(this.high);
    this.low = wider(this.low);
    this.base = base;
  }

  addAll(values: ArrayLike<number>, from: number, to: number): void {
    for (let i = from; i < to; i++) this.add(values[i]!);
  }

  merge(other: ExactSum): void {
    if (other.few && this.few && other.few.length + this.few.length <= FEW) this.few.push(...other.few);
    else {
      if (this.few) this.makeBins();
      if (other.few) other.makeBins();
      other.carry();
      this.carry();
    }
    this.carried += other.carried;
    this.count += other.count;
    this.positiveInfinity ||= other.positiveInfinity;
    this.negativeInfinity ||= other.negativeInfinity;
    this.nan ||= other.nan;
    this.onlyNegativeZero &&= other.onlyNegativeZero;
  }

  /** The sum, rounded once to the nearest double (ties to even); 0 for no addends. */
  value(): number {
    if (this.nan || (this.positiveInfinity && this.negativeInfinity)) return Number.NaN;
    if (this.positiveInfinity) return Number.POSITIVE_INFINITY;
    if (this.negativeInfinity) return Number.NEGATIVE_INFINITY;
    if (this.count > 0 && this.onlyNegativeZero) return -0;
    if (this.few && this.few.length < 3) return this.few.reduce((a, b) => a + b, 0);
    if (this.few) return scaledToDouble(this.few.reduce((sum, x) => sum + units(x), 0n));
    this.carry();
    return scaledToDouble(this.carried);
  }

  /** Moves the bins into the big integer, in units of 2^-1074 (the smallest subnormal). */
  private carry(): void {
    this.pending = 0;
    for (let bin = 0; bin < this.high.length; bin++) {
      if (this.high[bin] === 0 && this.low[bin] === 0) continue;
      const significand = (BigInt(this.high[bin]!) << 32n) + BigInt(this.low[bin]!);
      this.carried += significand << BigInt(Math.max(bin + this.base, 1) - 1);
      this.high[bin] = 0;
      this.low[bin] = 0;
    }
  }
}

/** A finite double in units of 2^-1074. */
function units(x: number): bigint {
  view[0] = x;
  const exponent = (words[1]! >>> 20) & 0x7ff;
  const upper = (words[1]! & 0xfffff) | (exponent === 0 ? 0 : 0x100000);
  const magnitude = ((BigInt(upper) << 32n) | BigInt(words[0]!)) << BigInt(Math.max(exponent, 1) - 1);
  return words[1]! >>> 31 ? -magnitude : magnitude;
}

/** n · 2^-1074 as the nearest double. */
function scaledToDouble(n: bigint): number {
  const negative = n < 0n;
  const magnitude = negative ? -n : n;
  const bits = magnitude.toString(16).length * 4;
  // Keep 64 bits and a sticky bit: Number() then rounds once, to nearest even, as if all bits were there.
  const drop = Math.max(0, bits - 64);
  let kept = magnitude >> BigInt(drop);
  if (drop > 0 && kept << BigInt(drop) !== magnitude) kept |= 1n;
  let value = Number(kept);
  // 2^-1074 · 2^drop in factors that are themselves normal doubles. Values below 2^-1022 have drop = 0 and few bits: exact.
  let exponent = drop - 1074;
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
