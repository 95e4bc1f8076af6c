/** The lines of one format, an epoch's next to each other. */
import type { LogLine, Trait } from '../../logs/lines/line.js';
import { Column, LogTable } from './table.js';

/** How much of a training the lines of a series show. */
export type SeriesKind = 'progress' | 'epoch' | 'window' | 'summary';

/** Rows `from` … `to` (excluded) of one epoch. */
export interface Segment {
  readonly from: number;
  readonly to: number;
  /** As printed; undefined where no header said so. */
  readonly epoch?: number;
  readonly epochs?: number;
  /** Steps (or samples) of the epoch. */
  readonly total?: number;
}

/** Formats of Keras' bars. */
export const KERAS_BARS: ReadonlySet<string> = new Set(['keras-bar', 'keras3-bar']);
/** Lines of an epoch that are enough to judge it. */
const MANY = 200;
/** Keras draws a bar anew when at least this many seconds have passed (Progbar's `interval`, 1.2.2 – 3.15; 0.01 up to 1.2.1). */
export const REDRAW_SECONDS = 0.05;
/** Multiples of a number among lines of which some were lost: this rare they are no accident. */
const NO_CHANCE = 1e-5;

export class LogSeries {
  readonly table = new LogTable();
  readonly traits = new Set<Trait>();
  /** Do its counters count samples? A notice before, the form of its lines or the user said so; undefined where none did. */
  samples: boolean | undefined;
  /** Rows in which two lines for the last step, alike, became one. */
  readonly mergedLast = new Set<number>();
  /** Its counters lag behind the values. */
  lags = false;
  /** The epoch (from 0) whose data ran out. */
  ranOut = -1;
  /** The last line of an epoch whose data ran out has its full counter all the same. */
  cutShort = false;
  /** Headers name its epochs. */
  announced = true;
  /** The text of its last line, counted from the log's start. */
  lastNumber = 0;
  /** Some line counts 0: its counters are one behind. */
  countsFromZero = false;
  private found: { readonly rows: number; readonly samples?: boolean; readonly perBatch?: number } | undefined;
  private readonly starts = new Column();
  private readonly epochNumbers = new Column();
  private readonly epochTotals = new Column();
  private readonly totals = new Column();

  constructor(
    readonly format: string,
    readonly title: string,
    readonly kind: SeriesKind,
    readonly worker?: string,
  ) {}

  get segments(): number {
    return this.starts.length;
  }

  segment(index: number): Segment {
    const known = (x: number) => (Number.isNaN(x) ? undefined : x);
    let epoch = known(this.epochNumbers.at(index));
    let epochs = known(this.epochTotals.at(index));
    // A paste that begins behind its first header: the next one tells.
    const next = index === 0 && epoch === undefined ? known(this.epochNumbers.at(1)) : undefined;
    if (next !== undefined && next > 0) {
      epoch = next - 1;
      epochs = known(this.epochTotals.at(1));
    }
    return {
      from: this.starts.at(index),
      to: index + 1 < this.starts.length ? this.starts.at(index + 1) : this.table.rows,
      epoch,
      epochs,
      total: known(this.totals.at(index)),
    };
  }

  /** Calls of `fit`, as indices of its epochs, `to` excluded: headers that count from the start again, or to another number, begin one. */
  get fits(): readonly { readonly from: number; readonly to: number }[] {
    const starts = [0];
    for (let i = 1; i < this.segments; i++) {
      const [before, now] = [this.segment(i - 1), this.segment(i)];
      const again = (now.epoch ?? Number.NaN) <= (before.epoch ?? Number.NaN);
      const other = now.epochs !== undefined && before.epochs !== undefined && now.epochs !== before.epochs;
      if (again || other) starts.push(i);
    }
    return starts.map((from, i) => ({ from, to: starts[i + 1] ?? this.segments }));
  }

  /** The number of batches of an epoch may stand in its last line only: `3/Unknown`, then `3/3`. */
  learnTotal(total: number | undefined): void {
    const index = this.starts.length - 1;
    if (total !== undefined && Number.isNaN(this.totals.at(index))) this.totals.set(index, total);
  }

  /**
   * Rows a batch, where the counters count samples, not steps (Keras up to 2.3 with arrays, TensorFlow 1.13 – 2.1). Nothing in a line says
   * so, but the first line of an epoch is always drawn: after the first batch. A first counter above 1 that all others are multiples of
   * is the batch size. A log may have lost the start of its epochs: two such multiples speak for a batch, or a header right before and
   * a power of two, as batches mostly are, with room for some more, unless the time that a batch takes shows that lines were lost.
   */
  get samplesPerBatch(): number | undefined {
    const { rows } = this.table;
    const { samples } = this;
    // It is asked for each epoch and line, and looks at all of them.
    if (this.found?.rows !== rows || this.found.samples !== samples)
      this.found = { rows, samples, perBatch: this.findSamplesPerBatch() };
    return this.found.perBatch;
  }

  private findSamplesPerBatch(): number | undefined {
    if (this.kind !== 'progress' || this.format !== 'keras-bar' || this.samples === false) return undefined;
    let first = Number.NaN;
    let multiples = 0;
    let amongLost = 0;
    let begun = false;
    for (let i = 0; i < this.segments; i++) {
      const segment = this.segment(i);
      // A line alone is an epoch's last: it shows no batch.
      if (segment.to - segment.from < 2) continue;
      if (Number.isNaN(first)) first = this.table.step.at(segment.from);
      if (!(first > 1) || this.table.step.at(segment.from) !== first) return undefined;
      const found = this.multiplesIn(segment, first);
      if (found === undefined) return undefined;
      const { total, epoch } = segment;
      const headed = epoch !== undefined && total !== undefined && first * 2 <= total;
      const small = total !== undefined && first * 4 <= total && Number.isInteger(Math.log2(first / 8));
      begun ||= this.countsSamples ? headed || small : headed && small && !found.lost;
      if (found.lost) amongLost += found.multiples;
      else multiples += found.multiples;
    }
    const chance = first ** -(multiples + amongLost);
    const enough = begun || (this.countsSamples ? multiples + amongLost > 0 : multiples >= 2 || chance < NO_CHANCE);
    return enough && first > 1 ? first : undefined;
  }

  /** Lines after the first of an epoch whose counter is a multiple of it; undefined where one is none. */
  private multiplesIn({ from, to, total }: Segment, first: number): { multiples: number; lost: boolean } | undefined {
    const { step, seconds } = this.table;
    // Batches that take so long in the mean are all drawn, or nearly.
    const slow = seconds.at(to - 1) * first >= REDRAW_SECONDS;
    let multiples = 0;
    let lost = false;
    for (let row = from + 1; row < to && row < from + MANY; row++) {
      lost ||= slow && step.at(row) > step.at(row - 1) + 2 * first;
      if (step.at(row) === total) continue;
      if (step.at(row) % first !== 0) return undefined;
      multiples++;
    }
    return { multiples, lost };
  }

  /**
   * Does its last row end the epoch? Its line says so (the time that the epoch took, values of the validation), or another epoch follows.
   * The last line of a log may be that of the last step, with the epoch's own still to come.
   */
  endsAt({ to }: Segment): boolean {
    return to < this.table.rows || this.table.final.at(to - 1) === 1;
  }

  /** Does some line of the first epoch count all steps? Then the counters begin at 1. */
  get countsToTotal(): boolean {
    const { to, total } = this.segment(0);
    return this.table.step.at(to - 1) === total;
  }

  /** A number that the rows of a batch divide, as the counters of an epoch show it: all but the last are multiples of them. */
  divisorOf(segment: Segment): number {
    return this.commonDivisor(segment) || (segment.total ?? 1);
  }

  /** May a number above 1 divide all counters but those of last steps? */
  get mayHoldBatches(): boolean {
    let divisor = 0;
    for (let i = 0; i < this.segments; i++) divisor = greatestCommon(divisor, this.commonDivisor(this.segment(i)));
    return divisor !== 1;
  }

  /** Of the counters before the last step; 0 where there is none. */
  private commonDivisor({ from, to, total }: Segment): number {
    let divisor = 0;
    for (let row = from; row < to; row++) {
      const step = this.table.step.at(row);
      if (step !== total && step > 0) divisor = greatestCommon(divisor, step);
    }
    return divisor;
  }

  /** What its counters count, be the batch's size known or not. */
  get unit(): 'step' | 'sample' {
    return this.countsSamples || this.samplesPerBatch !== undefined ? 'sample' : 'step';
  }

  /** Bars up to TensorFlow 2.1 may count samples. A first counter of 1 is the first step's, or a batch of one sample: the same. */
  mayCountSamples(first: number): boolean {
    if (this.unit === 'sample') return true;
    if (this.samples === false) return false;
    if (this.format !== 'keras-bar' || first === 1) return false;
    return !(['last-twice', 'per-epoch', 'unknown-total'] as const).some((t) => this.traits.has(t));
  }

  private get countsSamples(): boolean {
    return this.samples ?? this.traits.has('per-sample');
  }

  startSegment(line: LogLine, header: Pick<Segment, 'epoch' | 'epochs'> | undefined): void {
    this.starts.push(this.table.rows);
    this.epochNumbers.push(header?.epoch ?? line.epoch ?? Number.NaN);
    this.epochTotals.push(header?.epochs ?? line.epochs ?? Number.NaN);
    this.totals.push(line.total ?? Number.NaN);
  }
}

function greatestCommon(a: number, b: number): number {
  return b === 0 ? a : greatestCommon(b, a % b);
}
