/** The lines of one format, an epoch's next to each other. */
import type { LogFormat, LogLine, Trait } from '../../logs/lines/line.js';
import type { Meaning, Producer } from '../../logs/lines/producer.js';
import { Column } from './column.js';
import { type Counters, countersOf, type Given } from './counters.js';
import { LogTable } from './table.js';

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

const UNKNOWN: Producer = {};

export class LogSeries {
  readonly table = new LogTable();
  readonly traits = new Set<Trait>();
  /**
   * What lines or a notice before them say of its counters: that they count samples, that they begin at 0.
   */
  readonly told = { samples: false, zero: false };
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
  private counters: Counters | undefined;
  private readonly starts = new Column();
  private readonly epochNumbers = new Column();
  private readonly epochTotals = new Column();
  private readonly totals = new Column();

  constructor(
    readonly form: LogFormat,
    readonly title: string,
    readonly kind: SeriesKind,
    readonly worker?: string,
  ) {}

  /** The name of the format, for reports. */
  get format(): string {
    return this.form.name;
  }

  get producer(): Producer {
    return this.form.producer ?? UNKNOWN;
  }

  /** What its program says the values of a metric are. */
  meaningOf(metric: string): Meaning | undefined {
    return this.producer.means?.find((m) => m.names.test(metric));
  }

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

  /**
   * Calls of `fit`, as indices of its epochs, `to` excluded: headers that count from the start again, or to
   * another number, begin one.
   */
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
   * Does its last row end the epoch? Its line says so (the time that the epoch took, values of the
   * validation), or another epoch follows. The last line of a log may be that of the last step, with the
   * epoch's own still to come.
   */
  endsAt({ to }: Segment): boolean {
    return to < this.table.rows || this.table.final.at(to - 1) === 1;
  }

  /** Does some line of the first epoch count all steps? Then the counters begin at 1. */
  get countsToTotal(): boolean {
    const { to, total } = this.segment(0);
    return this.table.step.at(to - 1) === total;
  }

  /**
   * Decides what its counters count, from its lines and what the user says: before anything is asked of them.
   */
  decide(given: Given): void {
    this.counters = countersOf(this, given);
  }

  private get decided(): Counters {
    this.counters ??= countersOf(this, {});
    return this.counters;
  }

  /** What its counters count, be the batch's size known or not. */
  get unit(): 'step' | 'sample' {
    return this.decided.unit;
  }

  /** Rows a batch, where the counters count samples, not steps, and show it. */
  get samplesPerBatch(): number | undefined {
    return this.decided.samplesPerBatch;
  }

  /** Its counters are one behind. */
  get countsFromZero(): boolean {
    return this.decided.fromZero;
  }

  /**
   * Some bars may count samples. A first counter of 1 is the first step's, or a batch of one sample: the
   * same.
   */
  mayCountSamples(first: number): boolean {
    if (this.unit === 'sample') return true;
    if (this.decided.samples === false || !this.producer.bar?.mayCountSamples || first === 1) return false;
    return !(['last-twice', 'per-epoch', 'unknown-total'] as const).some((t) => this.traits.has(t));
  }

  startSegment(line: LogLine, header: Pick<Segment, 'epoch' | 'epochs'> | undefined): void {
    this.starts.push(this.table.rows);
    this.epochNumbers.push(header?.epoch ?? line.epoch ?? Number.NaN);
    this.epochTotals.push(header?.epochs ?? line.epochs ?? Number.NaN);
    this.totals.push(line.total ?? Number.NaN);
  }
}
