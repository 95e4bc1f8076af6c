/**
 * Bins of exponents: the integer significands of doubles are added to the bin of their exponent, without
 * rounding.
 */

const NONE = new Float64Array(0);
/** Bins stay below 2^53 for this many additions; then they are to be drained into big integers. */
const DRAIN_AFTER = 2 ** 20;
/**
 * Bins are made for so many neighbouring exponents at a time: numbers of one array are mostly of like size.
 */
const SPAN = 64;
/** Exponents of float32 begin at this one of float64's, less one. */
const FLOAT32_EXPONENTS = 1023 - 127;

export class Bins {
  /**
   * Two for each exponent from `base` on: the sum of the significands' upper 21 bits, and that of their lower
   * 32.
   */
  private bins = NONE;
  private base = 0;
  private added = 0;

  /** How many numbers may be added before bins are drained. */
  get room(): number {
    return DRAIN_AFTER - this.added;
  }

  /** A finite number that is not 0, as its upper and lower 32 bits. */
  add(top: number, low: number): void {
    const exponent = (top >>> 20) & 0x7ff;
    // A subnormal has the exponent of the smallest normal number, without its leading bit.
    const bin = this.binOf(Math.max(exponent, 1));
    const upper = (top & 0xfffff) | (exponent === 0 ? 0 : 0x100000);
    const sign = top >>> 31 ? -1 : 1;
    this.bins[bin]! += sign * upper;
    this.bins[bin + 1]! += sign * low;
    this.added++;
  }

  /**
   * values[from] … values[to − 1], by the bits where they stand; at most `room` of them.
   * @param other hears of zeros, subnormals, infinities, NaN, and of numbers that have no bin yet
   * @returns how many were added
   */
  addDoubles(values: Float64Array, from: number, to: number, other: (x: number) => void): number {
    const bits = new Uint32Array(values.buffer, values.byteOffset + 8 * from, 2 * (to - from));
    let { bins, base } = this;
    let others = 0;
    for (let i = 0; i < bits.length; i += 2) {
      const top = bits[i + 1]!;
      const exponent = (top >>> 20) & 0x7ff;
      const bin = 2 * (exponent - base);
      if (exponent === 0 || exponent === 0x7ff || bin < 0 || bin >= bins.length) {
        others++;
        other(values[from + i / 2]!);
        ({ bins, base } = this);
        continue;
      }
      const upper = (top & 0xfffff) | 0x100000;
      if (top >>> 31) {
        bins[bin]! -= upper;
        bins[bin + 1]! -= bits[i]!;
      } else {
        bins[bin]! += upper;
        bins[bin + 1]! += bits[i]!;
      }
    }
    this.added += to - from - others;
    return to - from - others;
  }

  /** As addDoubles: a float32's 24 bits stand above and below the same line, 21 and 3. */
  addFloats(values: Float32Array, from: number, to: number, other: (x: number) => void): number {
    const bits = new Uint32Array(values.buffer, values.byteOffset + 4 * from, to - from);
    let { bins, base } = this;
    let others = 0;
    for (let i = 0; i < bits.length; i++) {
      const word = bits[i]!;
      const exponent = (word >>> 23) & 0xff;
      const bin = 2 * (exponent + FLOAT32_EXPONENTS - base);
      if (exponent === 0 || exponent === 0xff || bin < 0 || bin >= bins.length) {
        others++;
        other(values[from + i]!);
        ({ bins, base } = this);
        continue;
      }
      const significand = (word & 0x7fffff) | 0x800000;
      if (word >>> 31) {
        bins[bin]! -= significand >>> 3;
        bins[bin + 1]! -= (significand << 29) >>> 0;
      } else {
        bins[bin]! += significand >>> 3;
        bins[bin + 1]! += (significand << 29) >>> 0;
      }
    }
    this.added += to - from - others;
    return to - from - others;
  }

  /** Empties the bins. @returns their sum, in units of 2^(scale − 1074); the smallest subnormal is 2^-1074 */
  drain(): { units: bigint; scale: number } {
    const { bins, base } = this;
    const scale = Math.max(base, 1) - 1;
    let units = 0n;
    if (this.added === 0) return { units, scale };
    this.added = 0;
    for (let bin = 0; bin < bins.length; bin += 2) {
      if (bins[bin] === 0 && bins[bin + 1] === 0) continue;
      const significand = (BigInt(bins[bin]!) << 32n) + BigInt(bins[bin + 1]!);
      units += significand << BigInt(base + bin / 2 - 1 - scale);
    }
    bins.fill(0);
    return { units, scale };
  }

  /** Where the bins of an exponent are; makes them where there are none. */
  private binOf(exponent: number): number {
    const bin = 2 * (exponent - this.base);
    if (bin >= 0 && bin < this.bins.length) return bin;
    const first = Math.floor(exponent / SPAN) * SPAN;
    const empty = this.bins.length === 0;
    const base = empty ? first : Math.min(this.base, first);
    const end = empty ? first + SPAN : Math.max(this.base + this.bins.length / 2, first + SPAN);
    const wider = new Float64Array(2 * (end - base));
    wider.set(this.bins, empty ? 0 : 2 * (this.base - base));
    this.bins = wider;
    this.base = base;
    return 2 * (exponent - base);
  }
}
