/**
 * The steps of the Trainer's dicts, from the bars beside them. The Trainer moves its bar to the step and then writes the dict above it
 * (`ProgressCallback`), which draws the bar anew: the bar right behind a dict stands at its step. The one in front may lag.
 */
import type { LogSeries } from './series.js';

interface Bar {
  readonly step: number;
  readonly total: number;
}

interface Beside {
  readonly series: LogSeries;
  readonly row: number;
  readonly before: Bar | undefined;
  after: Bar | undefined;
}

/** The Trainer rounds the epoch to two places. */
const EPOCH_ROUNDING = 0.0051;

export class BarSteps {
  private readonly dicts: Beside[] = [];
  private last: Bar | undefined;
  /** A dict without a bar came: none gets a step, and a log may have millions. */
  private failed = false;
  /** Is the dict the line before? */
  private open = false;

  bar(step: number | undefined, total: number | undefined): void {
    if (step === undefined || total === undefined) return;
    const dict = this.dicts.at(-1);
    this.last = { step, total };
    if (this.open && dict && (dict.before === undefined || (dict.before.total === total && dict.before.step <= step)))
      dict.after = this.last;
    this.open = false;
  }

  /** @param beside a bar on the dict's own line */
  dict(series: LogSeries, beside: Bar | undefined): void {
    const previous = this.dicts.at(-1);
    this.failed ||= previous !== undefined && previous.before === undefined && previous.after === undefined;
    if (this.failed) {
      this.dicts.length = 0;
      return;
    }
    this.dicts.push({ series, row: series.table.rows - 1, before: beside ?? this.last, after: undefined });
    this.last = undefined;
    this.open = true;
  }

  /** Another line stands between a bar and a dict. */
  other(): void {
    this.last = undefined;
    this.open = false;
  }

  /** Gives the dicts their steps, where each has one and they rise as the epochs do. */
  finish(): void {
    const dicts = this.dicts.splice(0);
    let last = 0;
    let least = 0;
    let most = Number.POSITIVE_INFINITY;
    for (const { series, row, before, after } of dicts) {
      const step = (after ?? before)?.step;
      if (step === undefined || step <= last) return;
      last = step;
      const epoch = series.table.epoch.at(row);
      if (!(epoch > EPOCH_ROUNDING)) continue;
      least = Math.max(least, step / (epoch + EPOCH_ROUNDING));
      most = Math.min(most, step / (epoch - EPOCH_ROUNDING));
    }
    if (least > most) return;
    for (const { series, row, before, after } of dicts) series.table.step.set(row, ((after ?? before) as Bar).step);
  }
}
