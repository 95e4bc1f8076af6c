/** What is kept of a computed array: statistics, all values or head and tail, filled a chunk at a time. */
/** Elements kept at each end of an array that is too long to keep. */
export const HEAD = 32;
/** Arrays of up to this many elements are kept whole unless all are asked for. */
export const KEEP = 1000;

interface Stats {
  readonly count: number;
  /** Over the finite values; NaN where there are none. */
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly nan: number;
  readonly infinite: number;
}

export interface ArrayRecord {
  readonly shape: readonly number[];
  /** All values in row-major order, or `HEAD` from each end when truncated. */
  readonly values: Float64Array;
  readonly truncated: boolean;
  readonly stats: Stats;
  /** Flat index of the first NaN or infinity; −1 for none. */
  readonly firstNonFinite: number;
}

export class Recorder {
  private readonly values: Float64Array;
  private readonly truncated: boolean;
  private sum = 0;
  /** What rounding lost of the sum (Neumaier): the mean is of the values in their order, in any split. */
  private lost = 0;
  private seen = 0;
  private min = Number.NaN;
  private max = Number.NaN;
  private nan = 0;
  private infinite = 0;
  private firstNonFinite = -1;

  constructor(
    private readonly shape: readonly number[],
    private readonly size: number,
    keep: number,
  ) {
    this.truncated = size > Math.max(keep, 2 * HEAD);
    this.values = new Float64Array(this.truncated ? 2 * HEAD : size);
  }

  /** The next `n` values in row-major order. */
  push(data: ArrayLike<number>, n: number): void {
    for (let i = 0; i < n; i++) {
      const x = data[i]!;
      const at = this.seen + i;
      if (!this.truncated || at < HEAD) this.values[at] = x;
      else if (at >= this.size - HEAD) this.values[at - (this.size - 2 * HEAD)] = x;
      if (x - x === 0) {
        const next = this.sum + x;
        this.lost += Math.abs(this.sum) >= Math.abs(x) ? this.sum - next + x : x - next + this.sum;
        this.sum = next;
        if (!(x >= this.min)) this.min = x;
        if (!(x <= this.max)) this.max = x;
        continue;
      }
      if (this.firstNonFinite < 0) this.firstNonFinite = at;
      if (Number.isNaN(x)) this.nan++;
      else this.infinite++;
    }
    this.seen += n;
  }

  record(): ArrayRecord {
    const finite = this.seen - this.nan - this.infinite;
    return {
      shape: this.shape,
      values: this.values,
      truncated: this.truncated,
      firstNonFinite: this.firstNonFinite,
      stats: {
        count: this.seen,
        min: this.min,
        max: this.max,
        mean: finite > 0 ? (this.sum + this.lost) / finite : Number.NaN,
        nan: this.nan,
        infinite: this.infinite,
      },
    };
  }
}
