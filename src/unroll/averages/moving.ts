/**
 * Exponential averages among the metrics of a log: `ave(k) = f · ave(k - 1) + (1 - f) · loss(k)` on
 * neighbouring steps, within the printed digits. The name must say that it is an average of some kind, and a
 * plain running average must not fit as well.
 */
import type { MovingAverage } from '../../report/unroll/model.js';
import type { LogSeries } from '../series/series.js';
import { uncertainty } from './rounding.js';

/**
 * `moving ave loss`, `loss_ema`, `smoothed_loss`; what it is an average of is the name without such a word.
 */
const WORD =
  /(?:^|[ _])(?:moving|running|smooth(?:ed)?|exp(?:onential)?|ema|ave?g?|average|mean)(?=$|[ _])/gi;
/** `ema loss` may stand beside `train_loss`. */
const TRAINED = /^train(?:ing)?[_ /](.+)$/i;
const FACTORS = [0.9, 0.95, 0.98, 0.99, 0.999, 0.8, 0.7, 0.5, 0.6];
/** Lines that are enough. */
const MAX_LINES = 20_000;
/** Fewer relations show nothing. */
const LEAST = 2;

interface Relation {
  readonly before: number;
  readonly loss: number;
  readonly average: number;
  readonly bounds: readonly [before: number, loss: number, average: number];
  readonly step: number;
}

export function movingAverages(series: LogSeries): MovingAverage[] {
  if (series.kind !== 'progress') return [];
  const { metrics } = series.table;
  const found: MovingAverage[] = [];
  for (const metric of metrics) {
    const bare = bareName(metric);
    if (bare === metric) continue;
    const others = metrics.filter((m) => m !== metric);
    const of = others.find((m) => m === bare) ?? others.find((m) => TRAINED.exec(m)?.[1] === bare);
    if (of === undefined) continue;
    const relations = relationsOf(series, metric, of);
    const telling = relations.filter(
      (r) => Math.abs(r.before - r.loss) > 2 * (r.bounds[0] + r.bounds[1] + r.bounds[2]),
    );
    if (telling.length < LEAST || relations.every(isPlainMean)) continue;
    const factors = FACTORS.filter((f) => relations.every((r) => holds(r, f)));
    if (factors.length > 0)
      found.push({ series: series.format, metric, of, factors, lines: relations.length });
  }
  return found;
}

function bareName(metric: string): string {
  const name = metric.replace(WORD, '').trim();
  return name.replace(/^_+/, '');
}

/** Of steps that follow each other in one epoch. */
function relationsOf(series: LogSeries, metric: string, of: string): Relation[] {
  const { table } = series;
  const relations: Relation[] = [];
  for (let i = 0; i < series.segments && relations.length < MAX_LINES; i++) {
    const { from, to } = series.segment(i);
    for (let row = from + 1; row < to && relations.length < MAX_LINES; row++) {
      const step = table.step.at(row);
      if (step !== table.step.at(row - 1) + 1) continue;
      const before = table.cell(row - 1, metric);
      const [average, loss] = [table.cell(row, metric), table.cell(row, of)];
      if (!before || !average || !loss || ![before, average, loss].every((c) => Number.isFinite(c.value)))
        continue;
      const bounds = [uncertainty(before), uncertainty(loss), uncertainty(average)] as const;
      relations.push({ before: before.value, loss: loss.value, average: average.value, bounds, step });
    }
  }
  return relations;
}

function holds({ before, loss, average, bounds }: Relation, factor: number): boolean {
  const off = Math.abs(average - factor * before - (1 - factor) * loss);
  const float = 2 ** -22 * (Math.abs(average) + Math.abs(before) + Math.abs(loss));
  return off <= factor * bounds[0] + (1 - factor) * bounds[1] + bounds[2] + float;
}

/** The mean of all steps so far moves by 1/k of the difference. */
function isPlainMean(relation: Relation): boolean {
  return holds(relation, 1 - 1 / relation.step) || holds(relation, 1 - 1 / (relation.step + 1));
}
