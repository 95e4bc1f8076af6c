/** Recognised log lines become series: one per format, with the lines of each epoch next to each other. */
import { AsideCounter } from '../../logs/lines/left-aside.js';
import type { LogFormat, LogLine, Trait } from '../../logs/lines/line.js';
import type { ReadLine } from '../../logs/read.js';
import { BarSteps } from './bar-steps.js';
import { cutsShort, isBar, sameNumber, startsEpoch } from './epochs.js';
import { isEvaluation } from './metric-name.js';
import { LogSeries, type Segment, type SeriesKind } from './series.js';
import { CAUGHT_UP } from './table.js';

interface Header extends Pick<Segment, 'epoch' | 'epochs'> {
  /** A bar of its epoch came. */
  used?: boolean;
}

/** More are no runs and metrics of one log. */
const MOST_SERIES = 1000;

function keyOf({ name }: LogFormat, worker: string | undefined, track: string | undefined): string {
  return `${name}\n${worker ?? ''}\n${track ?? ''}`;
}

/** Takes lines in their order; `series` has them sorted. */
export class LogCollector {
  private readonly all: LogSeries[] = [];
  private readonly barSteps = new BarSteps();
  /** Traits of lines without values: headers, callbacks. */
  readonly traits = new Set<Trait>();
  /** What lines hold that no series shows. */
  readonly aside = new AsideCounter();
  /** Workers whose epochs have headers. */
  private readonly headed = new Set<string | undefined>();
  /** By worker. */
  private readonly headers = new Map<string | undefined, Header>();
  /** `Train on N samples`. */
  private samples: number | undefined;
  private readonly current = new Map<string, Map<SeriesKind, LogSeries>>();
  private readonly fresh = new Set<LogSeries>();
  /** Of each format's last line that has one. */
  private readonly steps = new Map<LogFormat, number>();
  /** Where the line before went. */
  private last:
    | {
        readonly form: LogFormat;
        readonly kind: SeriesKind;
        readonly worker: string | undefined;
        readonly track: string | undefined;
        readonly series: LogSeries;
      }
    | undefined;

  /** The series of the lines that came. */
  get series(): LogSeries[] {
    this.barSteps.finish();
    return this.all;
  }

  add({ format, line: given, number, worker, newLine }: ReadLine): void {
    // A counter counts; what is no whole number is none.
    const whole =
      given.step === undefined || (Number.isSafeInteger(given.step) && given.step >= 0)
        ? given
        : { ...given, step: undefined };
    const line = whole.sameStep ? { ...whole, step: this.steps.get(format) } : whole;
    if (whole.step !== undefined) this.steps.set(format, whole.step);
    const { steps } = format.producer ?? {};
    if (line.kind === 'counter' && steps === 'of lines beside') this.barSteps.bar(line.step, line.total);
    // The Trainer's evaluation moves no step.
    else if (line.kind !== 'window' && steps !== 'of bars beside') this.barSteps.other();
    if (line.kind === 'header') {
      this.headers.set(worker, { epoch: line.epoch, epochs: line.epochs });
      this.headed.add(worker);
      // Whatever comes next belongs to a new epoch.
      for (const s of this.all) if (s.worker === worker) this.fresh.add(s);
      return;
    }
    if (line.kind === 'event' || line.kind === 'counter') {
      this.leaveAside(format, line);
      for (const t of line.traits ?? []) this.traits.add(t);
      if (line.traits?.includes('train-on') || line.traits?.includes('train-on-validate'))
        this.samples = line.total;
      if (line.traits?.includes('ran-out')) for (const s of this.all) s.ranOut = s.segments - 1;
      return;
    }
    if (this.full(format, line, worker)) return;
    const own = this.seriesOf(format, line.kind, worker, line.track);
    const evaluation =
      this.evaluates(own, line) || this.evaluatesRow(own, line) || this.followsRows(own, line, worker);
    const series = evaluation ? this.seriesOf(format, line.kind, worker, 'evaluation') : own;
    if (evaluation) series.announced = false;
    for (const t of line.traits ?? []) series.traits.add(t);
    if (line.total !== undefined && line.total === this.samples) series.told.samples = true;
    if (line.samples) series.told.samples = true;
    if (line.kind === 'progress') this.progress(series, line, number, newLine);
    else this.row(series, line);
    // Where the dicts tell their steps themselves none is asked of the bars.
    if (line.kind === 'window' && line.step === undefined) this.barSteps.dict(series, line.beside);
    series.lastNumber = number;
  }

  /** Are there series enough, and is the line of another? Then it is left aside, told by its name. */
  private full(format: LogFormat, { kind, track, values }: LogLine, worker: string | undefined): boolean {
    if (this.all.length < MOST_SERIES) return false;
    if (this.current.get(keyOf(format, worker, track))?.has(kind as SeriesKind)) return false;
    for (const { name, value } of values)
      this.aside.add({ what: 'name', name: track ?? name, text: String(value) });
    return true;
  }

  /** Values of a bar that makes no series, unless it shows once more what one has. */
  private leaveAside(format: LogFormat, { values }: LogLine): void {
    if (values.length === 0) return;
    const series = this.all.find((s) => s.form === format);
    for (const v of values) {
      const shown = series?.table.cell(series.table.rows - 1, v.name);
      if (shown === undefined || !Object.is(shown.value, v.value))
        this.aside.add({ what: 'bar', name: v.name, text: String(v.value) });
    }
  }

  private seriesOf(
    format: LogFormat,
    kind: SeriesKind,
    worker: string | undefined,
    track: string | undefined,
  ): LogSeries {
    const { last } = this;
    // Of a million lines most are like the one before.
    if (last && last.form === format && last.kind === kind && last.worker === worker && last.track === track)
      return last.series;
    const series = this.lookUp(format, kind, worker, track);
    this.last = { form: format, kind, worker, track, series };
    return series;
  }

  private lookUp(
    format: LogFormat,
    kind: SeriesKind,
    worker: string | undefined,
    track: string | undefined,
  ): LogSeries {
    const key = keyOf(format, worker, track);
    let kinds = this.current.get(key);
    if (!kinds) {
      kinds = new Map();
      this.current.set(key, kinds);
    }
    let series = kinds.get(kind);
    if (!series) {
      const of = [track, worker === undefined ? undefined : `worker ${worker}`].filter(
        (t) => t !== undefined,
      );
      series = new LogSeries(format, [format.title, ...of].join(', '), kind, worker);
      kinds.set(kind, series);
      this.all.push(series);
      this.fresh.add(series);
    }
    return series;
  }

  /**
   * Keras announces each epoch of several. A bar that comes unannounced after a finished epoch, with another
   * length, or after the last epoch, is that of evaluate().
   */
  private evaluates(series: LogSeries, line: LogLine): boolean {
    if (
      line.kind !== 'progress' ||
      line.total === undefined ||
      this.fresh.has(series) ||
      series.segments === 0
    )
      return false;
    if (!isBar(line) || line.values.some((v) => isEvaluation(v.name))) return false;
    const { total, epoch, epochs } = series.segment(series.segments - 1);
    if (total === undefined || epochs === undefined) return false;
    const last = series.table.rows - 1;
    const lastStep = series.table.step.at(last);
    if (lastStep !== total) return false;
    if (line.total !== total) return true;
    return (
      epoch === epochs &&
      series.table.final.at(last) === 1 &&
      startsEpoch(series, line, lastStep, this.fresh.has(series))
    );
  }

  /**
   * With verbose=2 a header comes before the line of each epoch: a line without one, or behind a bar of the
   * epoch, is evaluate()'s.
   */
  private evaluatesRow({ producer, worker }: LogSeries, { kind }: LogLine): boolean {
    if (kind !== 'epoch' || !producer.rowsHaveHeaders || !this.headed.has(worker)) return false;
    const header = this.headers.get(worker);
    return header === undefined || header.used === true;
  }

  /** A bar behind the lines of verbose=2, which took their headers. */
  private followsRows(series: LogSeries, line: LogLine, worker: string | undefined): boolean {
    return series.segments === 0 && isBar(line) && this.headed.has(worker) && !this.headers.has(worker);
  }

  /** Lines of whole epochs, windows and runs: one segment holds them all. */
  private row(series: LogSeries, line: LogLine): void {
    if (series.segments === 0) series.startSegment(line, undefined);
    // What has a counter of its own, not one of an epoch's steps, needs none of a header.
    const counted = line.step !== undefined && line.total === undefined;
    const headed = series.kind === 'epoch' && series.announced && !counted;
    const header = headed ? this.headers.get(series.worker) : undefined;
    const epoch = line.epoch ?? header?.epoch;
    // The header was this line's own: a bar that follows has another.
    if (series.producer.rowsHaveHeaders) this.headers.delete(series.worker);
    const { step, secondsPerUnit: seconds } = line;
    const last = series.table.rows - 1;
    // `train loss` and `validation loss` of an epoch on lines of their own.
    const same =
      epoch === undefined ? series.table.step.at(last) === step : series.table.epoch.at(last) === epoch;
    const together =
      series.kind === 'epoch' && same && line.values.every((v) => !series.table.has(last, v.name));
    if (together) series.table.write(last, line.values);
    else series.table.add({ step, epoch, seconds, final: true }, line.values);
  }

  private progress(series: LogSeries, given: LogLine, number: number, newLine: boolean): void {
    // The values of the validation come with the last line of an epoch.
    const over = given.step === given.total && isBar(given) && given.values.some((v) => isEvaluation(v.name));
    const line = over ? { ...given, final: true } : given;
    const { table } = series;
    const last = table.rows - 1;
    const lastStep = last >= 0 ? table.step.at(last) : Number.NaN;
    const step = line.step ?? Number.NaN;
    const seconds = line.secondsPerUnit;
    if (line.index && step === 0) series.told.zero = true;
    if (line.lags) series.lags = true;
    if (cutsShort(series, line, lastStep)) {
      series.cutShort = true;
      this.progress(series, { ...line, step: lastStep }, number, newLine);
      return;
    }
    // A bar that has ended and stands there once more, with another text in between or with other values on a
    // line of its own, is the next.
    const parted = series.lastNumber > 0 && number > series.lastNumber + 1;
    const differs =
      newLine &&
      series.producer.newBarOnNewLine &&
      line.values.some((v) => !sameNumber(table.cell(last, v.name), v));
    const anew = line.lags === true && step === line.total && step === lastStep && (parted || differs);
    if (anew || startsEpoch(series, line, lastStep, this.fresh.has(series))) {
      series.startSegment(
        line,
        this.fresh.has(series) && series.announced ? this.headers.get(series.worker) : undefined,
      );
      const header = this.headers.get(series.worker);
      if (header) header.used = true;
      this.fresh.delete(series);
      table.add({ step, from: line.from, epoch: line.epoch, seconds, final: line.final }, line.values);
      series.learnTotal(line.total);
      return;
    }
    if (step === lastStep) {
      // `937/Unknown` becomes `937/937`: drawn once more, not twice.
      const counted = series.segment(series.segments - 1).total !== undefined;
      series.learnTotal(line.total);
      const same = line.values.every((v) => sameNumber(table.cell(last, v.name), v));
      if (line.lags && !same) {
        table.add({ step, epoch: line.epoch, seconds }, line.values);
        return;
      }
      // Only the bars of Keras end an epoch with a line of its own.
      const whole = step === line.total && isBar(line);
      if (whole && counted) series.traits.add('last-twice');
      if (whole && same) series.mergedLast.add(last);
      if (same || (!whole && series.producer.repeatsStates)) {
        // The same state drawn again: with more values, or with the time that it took.
        table.write(last, line.values);
        if (line.epoch !== undefined) table.epoch.set(last, line.epoch);
        if (seconds !== undefined) table.seconds.set(last, seconds);
        if (line.final) table.final.set(last, 1);
        return;
      }
      // Two averages for the last step: the second is the last line of the epoch. Else it is another number
      // of that step.
      table.add({ step, epoch: line.epoch, seconds, final: whole || line.final }, line.values);
      return;
    }
    series.learnTotal(line.total);
    // The counter may have caught up with the values of the line before.
    const caughtUp = line.lags === true && line.values.every((v) => sameNumber(table.cell(last, v.name), v));
    table.add({ step, from: line.from, epoch: line.epoch, seconds, final: line.final }, line.values);
    if (caughtUp) table.final.set(table.rows - 1, CAUGHT_UP);
  }
}
