/**
 * The logarithm of a printed perplexity, and whether it is the exponential of a loss beside it: to base e, as
 * most programs have it, or to base 2 (fairseq).
 */
import { isLoss, isPerplexity } from '../../logs/lines/metric-words.js';
import type { Interval, Perplexity } from '../../report/unroll/model.js';
import type { LogSeries } from '../series/series.js';
import { halfUnit } from '../series/table.js';
import type { Point } from './decode.js';

type Digits = Pick<Point, 'value' | 'exponent'>;

/** The natural logarithm, with what the printed digits leave: it rises with its argument. */
export function logarithmOf({ value, exponent }: Digits): Pick<Interval, 'log' | 'log_bound'> {
  const log = Math.log(value);
  if (!Number.isFinite(log)) return {};
  const half = halfUnit(exponent);
  // Below the value it falls farther than it rises above.
  const below = log - Math.log(value - half);
  const rounding = 2 ** -52 * Math.max(1, Math.abs(log));
  return half < value ? { log, log_bound: below + rounding } : { log };
}

/** What float32 may have rounded on the way from the loss to its exponential, relative. */
const FLOAT = 2 ** -22;
/** Lines that are enough. */
const MAX_LINES = 20_000;

export function perplexities(series: LogSeries): Perplexity[] {
  const { metrics } = series.table;
  return metrics.filter(isPerplexity).flatMap((metric) => {
    const found = candidates(metric, metrics).map((of) => relation(series, metric, of));
    return found.find((r) => r.lines > 0 && r.bases.length > 0) ?? found.find((r) => r.lines > 0) ?? [];
  });
}

/** Losses of its phase: `val_loss` beside `val_ppl`. The one of its own name first. */
function candidates(metric: string, metrics: readonly string[]): string[] {
  const phase = phaseOf(metric);
  const losses = metrics.filter((m) => isLoss(m) && phaseOf(m) === phase);
  const own = metric.replace(/ppl|perplexity/i, 'loss').toLowerCase();
  return losses.sort((a, b) => Number(b.toLowerCase() === own) - Number(a.toLowerCase() === own));
}

function phaseOf(name: string): string {
  const phase = /(?:^|[_ /.(-])(train|val|valid|test|dev|eval)[a-z]*(?=$|[_ /.)-])/i.exec(name)?.[1] ?? '';
  return `${phase.toLowerCase().slice(0, 3)}${/ \(avg\)$/.test(name) ? ' (avg)' : ''}`;
}

function relation(series: LogSeries, metric: string, of: string): Perplexity {
  const { table } = series;
  const fits = { e: 0, '2': 0 };
  let lines = 0;
  for (let row = 0; row < table.rows && lines < MAX_LINES; row++) {
    const [shown, loss] = [table.cell(row, metric), table.cell(row, of)];
    if (!shown || !loss || !Number.isFinite(shown.value) || !Number.isFinite(loss.value)) continue;
    lines++;
    if (isPower(Math.E, shown, loss)) fits.e++;
    if (isPower(2, shown, loss)) fits['2']++;
  }
  const bases = (['e', '2'] as const).filter((base) => fits[base] === lines);
  return { series: series.format, metric, of, bases, lines };
}

/** May both be the rounded numbers of a perplexity and its loss? */
function isPower(base: number, shown: Digits, loss: Digits): boolean {
  const [half, own] = [halfUnit(shown.exponent), halfUnit(loss.exponent)];
  const slack = FLOAT * Math.max(1, Math.abs(loss.value));
  const low = base ** (loss.value - own - slack);
  const high = base ** (loss.value + own + slack);
  return shown.value + half >= low && shown.value - half <= high;
}
