/**
 * Where one epoch of a series ends and the next one begins: what a line says of it beside the lines before.
 */
import type { LogLine, Printed, Trait } from '../../logs/lines/line.js';
import type { LogSeries } from './series.js';

const BARS: ReadonlySet<Trait> = new Set(['bar-20', 'bar-30', 'bar-other']);

/** Is it a bar that ends an epoch with a line of its own? */
export function isBar(line: LogLine): boolean {
  return line.traits?.some((t) => BARS.has(t)) === true;
}

/**
 * Is this the last line of an epoch that ended before its full count? Where the count was not known before,
 * it is the true one.
 */
export function cutsShort(series: LogSeries, line: LogLine, lastStep: number): boolean {
  if (series.ranOut !== series.segments - 1 || series.ranOut < 0 || line.final !== true) return false;
  const { total } = series.segment(series.ranOut);
  return total !== undefined && line.step === total && line.step > lastStep;
}

/** @param fresh is it the first line behind a header? */
export function startsEpoch(series: LogSeries, line: LogLine, lastStep: number, fresh: boolean): boolean {
  if (series.segments === 0 || fresh) return true;
  const { total, epoch } = series.segment(series.segments - 1);
  const step = line.step ?? Number.NaN;
  if (step < lastStep) return true;
  if (line.epoch !== undefined && epoch !== undefined && line.epoch !== epoch) return true;
  const last = series.table.rows - 1;
  // An epoch of one line only, repeated: the next epoch, unless it is the same state drawn again.
  const over = step === lastStep && step === line.total && series.table.final.at(last) === 1;
  // A bar of Keras shows its last step twice at the most: another line, with other numbers, is another
  // epoch's.
  const twice = step === lastStep && step === line.total && (over || series.mergedLast.has(last));
  const differs = line.values.some((v) => !sameNumber(series.table.cell(last, v.name), v));
  const third = twice && differs && isBar(line);
  const again = (over && line.final === true) || third;
  return (
    again ||
    isAnotherRun(series, line) ||
    (line.total !== undefined && total !== undefined && line.total !== total)
  );
}

/** A bar's time per step grows while it stands at its last step, and no epoch draws that more than twice. */
function isAnotherRun(series: LogSeries, line: LogLine): boolean {
  const { table } = series;
  const last = table.rows - 1;
  if (!isBar(line) || line.step !== line.total || line.step !== table.step.at(last)) return false;
  if ((line.secondsPerUnit ?? Number.NaN) < table.seconds.at(last)) return true;
  const second = series.segment(series.segments - 1).from < last && table.step.at(last - 1) === line.step;
  const twice = second || series.mergedLast.has(last);
  return twice && line.values.some((v) => !sameNumber(table.cell(last, v.name), v));
}

export function sameNumber(a: Printed | undefined, b: Printed): boolean {
  return a === undefined || Object.is(a.value, b.value);
}
