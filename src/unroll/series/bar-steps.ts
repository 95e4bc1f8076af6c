/**
 * The steps of the Trainer's dicts, from the bars beside them. The Trainer moves its bar to the step and then
 * writes the dict above it (`ProgressCallback`), which draws the bar anew: the bar right behind a dict stands
 * at its step. The one in front may lag.
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
    if (
      this.open &&
      dict &&
      (dict.before === undefined || (dict.before.total === total && dict.before.step <= step))
    )
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
    const total = commonTotal(dicts);
    if (total === undefined) return;
    // Where the log was cut the bar behind a dict may be the next one's.
    const steps =
      stepsOf(dicts, total, (d) => [d.after, d.before]) ?? stepsOf(dicts, total, (d) => [d.before, d.after]);
    steps?.forEach((step, i) => {
      dicts[i]!.series.table.step.set(dicts[i]!.row, step);
    });
  }
}

/** Other bars than the training's, such as an evaluation's, have other totals. */
function commonTotal(dicts: readonly Beside[]): number | undefined {
  const counts = new Map<number, number>();
  for (const { before, after } of dicts)
    for (const total of new Set([before?.total, after?.total]))
      if (total !== undefined) counts.set(total, (counts.get(total) ?? 0) + 1);
  let most: number | undefined;
  for (const [total, count] of counts)
    if (most === undefined || count > (counts.get(most) ?? 0)) most = total;
  return most;
}

/**
 * The step of each dict, or undefined where one has none, or they do not rise as the epochs do.
 * @param barsOf a dict's bars: of the first dict the first is taken, of the others the first that fits
 */
function stepsOf(
  dicts: readonly Beside[],
  total: number,
  barsOf: (dict: Beside) => readonly (Bar | undefined)[],
): number[] | undefined {
  let last = 0;
  // Steps an epoch.
  let least = 0;
  let most = Number.POSITIVE_INFINITY;
  const steps: number[] = [];
  for (const dict of dicts) {
    const bars = barsOf(dict).filter((bar) => bar?.total === total);
    const epoch = dict.series.table.epoch.at(dict.row);
    const told = epoch > EPOCH_ROUNDING;
    const low = (step: number) => (told ? Math.max(least, step / (epoch + EPOCH_ROUNDING)) : least);
    const high = (step: number) => (told ? Math.min(most, step / (epoch - EPOCH_ROUNDING)) : most);
    const step = bars.map((bar) => (bar as Bar).step).find((k) => k > last && low(k) <= high(k));
    if (step === undefined) return undefined;
    steps.push(step);
    [last, least, most] = [step, low(step), high(step)];
  }
  return steps;
}
