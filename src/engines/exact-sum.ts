/**
 * Sums without rounding: each double's integer significand is added to a bin of its exponent, so the state is
 * exact, two states merge by adding their bins, and the order and the split of the addends never show in the
 * result.
 */
import { Bins } from './exact-bins.js';
import { scaledToDouble, sumOfFew } from './exact-round.js';
import { readSum, type WrittenSum, writeSum } from './written.js';

const view = new Float64Array(1);
const words = new Uint32Array(view.buffer);
/** So many addends are kept as they are before bins are made: most sums of small audits need none. */
const FEW = 64;

export class ExactSum {
  /** Finite addends that are not 0. */
  private few: number[] | undefined = [];
  private bins: Bins | undefined;
  /** What was drained from the bins, in units of 2^(scale − 1074). */
  private drained = 0n;
  private scale = 0;
  private positiveInfinity = false;
  private negativeInfinity = false;
  private nan = false;
  /** Was there a finite addend? If all were −0 the sum is −0, as IEEE addition has it. */
  private any = false;
  private onlyNegativeZero = true;

  /** @throws LossauditError `bad-state` for what `write` did not write */
  static from(written: unknown): ExactSum {
    const sum = new ExactSum();
    const { finite, special } = readSum(written);
    sum.nan = special.includes('NaN');
    sum.positiveInfinity = special.includes('Infinity');
    sum.negativeInfinity = special.includes('-Infinity');
    if (!finite) return sum;
    sum.any = true;
    sum.onlyNegativeZero = finite.negativeZero;
    sum.few = undefined;
    sum.addUnits(finite.units, finite.scale);
    return sum;
  }

  /** The whole state: equal states are written alike, however they came to be. */
  write(): WrittenSum {
    const special = [
      ...(this.nan ? ['NaN' as const] : []),
      ...(this.positiveInfinity ? ['Infinity' as const] : []),
      ...(this.negativeInfinity ? ['-Infinity' as const] : []),
    ];
    if (!this.any) return writeSum({ special });
    this.drain();
    return writeSum({
      special,
      finite: { units: this.drained, scale: this.scale, negativeZero: this.onlyNegativeZero },
    });
  }

  add(x: number): void {
    view[0] = x;
    const top = words[1]!;
    if (((top >>> 20) & 0x7ff) === 0x7ff) {
      if (x === Number.POSITIVE_INFINITY) this.positiveInfinity = true;
      else if (x === Number.NEGATIVE_INFINITY) this.negativeInfinity = true;
      else this.nan = true;
      return;
    }
    this.any = true;
    if (x === 0) {
      if (top === 0) this.onlyNegativeZero = false;
      return;
    }
    this.onlyNegativeZero = false;
    if (this.few && this.few.length < FEW) {
      this.few.push(x);
      return;
    }
    // Making bins moves the few, which writes over the words.
    const low = words[0]!;
    this.roomyBins().add(top, low);
  }

  /** values[from] … values[to − 1] */
  addAll(values: ArrayLike<number>, from: number, to: number): void {
    const float32 = values instanceof Float32Array;
    if ((this.few && this.few.length + to - from <= FEW) || !(float32 || values instanceof Float64Array)) {
      for (let i = from; i < to; i++) this.add(values[i]!);
      return;
    }
    const other = (x: number) => this.add(x);
    for (let start = from; start < to; ) {
      const bins = this.roomyBins();
      const end = Math.min(to, start + bins.room);
      const added = float32
        ? bins.addFloats(values, start, end, other)
        : bins.addDoubles(values, start, end, other);
      if (added > 0) {
        this.any = true;
        this.onlyNegativeZero = false;
      }
      start = end;
    }
  }

  /** Adds what another state holds. */
  merge(other: ExactSum): void {
    if (other.few) for (const x of other.few) this.add(x);
    else {
      other.drain();
      this.drain();
      this.addUnits(other.drained, other.scale);
    }
    this.positiveInfinity ||= other.positiveInfinity;
    this.negativeInfinity ||= other.negativeInfinity;
    this.nan ||= other.nan;
    this.any ||= other.any;
    this.onlyNegativeZero &&= other.onlyNegativeZero;
  }

  /** The sum, rounded once to the nearest double (ties to even); 0 for no addends. */
  value(): number {
    if (this.nan || (this.positiveInfinity && this.negativeInfinity)) return Number.NaN;
    if (this.positiveInfinity) return Number.POSITIVE_INFINITY;
    if (this.negativeInfinity) return Number.NEGATIVE_INFINITY;
    return this.finite();
  }

  /** The sum of the finite addends alone. */
  finite(): number {
    if (this.any && this.onlyNegativeZero) return -0;
    const few = this.few && sumOfFew(this.few);
    if (few !== undefined) return few;
    this.drain();
    return scaledToDouble(this.drained, this.scale);
  }

  /** Bins that hold at least one number more. */
  private roomyBins(): Bins {
    const bins = this.madeBins();
    if (bins.room === 0) this.drain();
    return bins;
  }

  /** From now on addends go into bins. */
  private madeBins(): Bins {
    this.bins ??= new Bins();
    const few = this.few ?? [];
    this.few = undefined;
    for (const x of few) this.add(x);
    return this.bins;
  }

  /** Moves what the bins hold into the big integer. */
  private drain(): void {
    const { units, scale } = this.madeBins().drain();
    this.addUnits(units, scale);
  }

  /** @param units of 2^(scale − 1074) */
  private addUnits(units: bigint, scale: number): void {
    if (units === 0n) return;
    const least = this.drained === 0n ? scale : Math.min(this.scale, scale);
    this.drained =
      (this.drained << BigInt(Math.max(0, this.scale - least))) + (units << BigInt(scale - least));
    this.scale = least;
  }
}
