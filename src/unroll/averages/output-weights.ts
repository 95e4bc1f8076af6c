/**
 * `loss = Σ weight · output loss + residual`, from the lines of a log. A line bounds its residual by the
 * digits that were printed; a constant residual is one that lies within the bounds of all lines. Weights of 1
 * are tried first, then the least-squares solution, rounded as far as the lines allow. The relation is
 * linear, so it holds for averages as well as for batches.
 */
import { Matrix, SingularValueDecomposition } from 'ml-matrix';
import type { OutputWeights } from '../../report/unroll/model.js';
import type { LogSeries } from '../series/series.js';
import { uncertainty } from './rounding.js';

/** The loss of one output: `a_loss` (Keras), `loss_cls` (detection scripts). */
const OUTPUT =
  /^(?!loss$)(?!(?:train|val|valid|eval|test|avg|running|total|nll)[_./])(?:[\w./-]+_loss|(?:[\w-]+[./]){0,9}loss_(?!step$|epoch$|fn$)[\w./-]+)$/i;
/**
 * A total, with what stands in front of the names of its terms too, or with the mean that a meter prints
 * beside: `loss (avg)`.
 */
const TOTAL = /^((?:[\w-]+[./]){0,9})(?:total_)?loss( \(avg\))?$/i;
const AVERAGE = ' (avg)';
/** Where a line does not say how many steps it is the mean of. */
const MANY_STEPS = 1000;
/** Lines read for the fit: more change nothing. */
const MAX_LINES = 20_000;

interface Line {
  readonly total: number;
  readonly outputs: readonly number[];
  readonly totalBound: number;
  readonly outputBounds: readonly number[];
}

/** Its metrics that are losses of single outputs. */
export function outputsOf(series: LogSeries): string[] {
  return series.table.metrics.filter((m) => OUTPUT.test(m));
}

interface Sum {
  readonly total: string;
  readonly terms: readonly string[];
}

/**
 * The totals that the terms may add up to: the validation's, those of a meter's means, and those that share a
 * prefix.
 */
function sumsOf(series: LogSeries, outputs: readonly string[]): Sum[] {
  const { metrics } = series.table;
  const sums: Sum[] = [
    { total: 'loss', terms: outputs },
    { total: 'val_loss', terms: outputs.map((o) => `val_${o}`) },
  ];
  for (const total of metrics) {
    const [, prefix, average = ''] = TOTAL.exec(total) ?? [];
    if (prefix === undefined || sums.some((s) => s.total === total)) continue;
    const terms = metrics.filter((m) => m !== total && isTerm(m, prefix, average));
    if (terms.length > 0) sums.push({ total, terms });
  }
  return sums;
}

function isTerm(metric: string, prefix: string, average: string): boolean {
  if (!metric.startsWith(prefix) || metric.endsWith(AVERAGE) !== (average !== '')) return false;
  return OUTPUT.test(metric.slice(prefix.length, metric.length - average.length));
}

/** `a` of `a_loss` and `loss_a`. */
export function shortOutput(metric: string): string {
  return metric.replace(/_loss$|^loss_/, '');
}

/** @param given the weights as compiled: checked instead of fitted */
export function outputWeights(series: LogSeries, given?: Readonly<Record<string, number>>): OutputWeights[] {
  const outputs = outputsOf(series);
  const result: OutputWeights[] = [];
  for (const { total, terms: names } of sumsOf(series, outputs)) {
    // Medians do not add up.
    if (names.length === 0 || (series.traits.has('medians') && !total.endsWith(AVERAGE))) continue;
    const lines = linesOf(series, total, names);
    if (lines.length === 0) continue;
    const found = given ? checked(lines, names, given) : solved(lines, names.length);
    // A script's own names may mean anything: only a relation that holds is told, of one line the plain sum.
    if (!found || (!series.producer.sumsOutputs && !holds(found, lines.length))) continue;
    const { weights, how, fit } = found;
    // Medians need not add up: that they do is told, what is left over means nothing.
    if (series.meaningOf(total)?.rule === 'median' && !leavesNothing(fit)) continue;
    result.push({
      series: series.format,
      total,
      weights: Object.fromEntries(names.map((n, i) => [n, weights[i]!])),
      residual: fit.residual,
      residual_bound: fit.bound,
      residual_range: fit.range,
      constant: fit.constant,
      lines: lines.length,
      how,
    });
  }
  return result;
}

function holds({ how, fit }: Found, lines: number): boolean {
  return fit.constant && (lines > 1 || (how !== 'fitted' && leavesNothing(fit)));
}

/** Is the residual 0 within the printed digits, on every line? */
function leavesNothing({ constant, residual, bound }: Fit): boolean {
  return constant && Math.abs(residual) <= bound;
}

function linesOf(series: LogSeries, total: string, names: readonly string[]): Line[] {
  const { table } = series;
  const lines: Line[] = [];
  const stride = Math.max(1, Math.floor(table.rows / MAX_LINES));
  for (let row = 0; row < table.rows; row += stride) {
    const cells = [total, ...names].map((n) => table.cell(row, n));
    if (!cells.every((c) => c !== undefined && Number.isFinite(c.value))) continue;
    type Cell = NonNullable<(typeof cells)[number]>;
    const [first, ...rest] = cells as [Cell, ...Cell[]];
    const step = table.step.at(row);
    // Each step of a float32 average rounds once more, the total's terms, too.
    const rounding = (Number.isFinite(step) ? step + 3 : MANY_STEPS) * 2 ** -24;
    const terms = rest.reduce((sum, c) => Math.max(sum, Math.abs(c.value)), Math.abs(first.value));
    lines.push({
      total: first.value,
      outputs: rest.map((c) => c.value),
      totalBound: uncertainty(first) + terms * rounding,
      outputBounds: rest.map((c) => uncertainty(c) + Math.abs(c.value) * rounding),
    });
  }
  return lines;
}

interface Fit {
  residual: number;
  bound: number;
  range: [number, number];
  constant: boolean;
}

/** Which residuals do the lines allow with these weights? */
function fitOf(lines: readonly Line[], weights: readonly number[]): Fit {
  let low = Number.NEGATIVE_INFINITY;
  let high = Number.POSITIVE_INFINITY;
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const line of lines) {
    let r = line.total;
    let bound = line.totalBound;
    for (let i = 0; i < weights.length; i++) {
      r -= weights[i]! * line.outputs[i]!;
      bound += Math.abs(weights[i]!) * line.outputBounds[i]!;
    }
    low = Math.max(low, r - bound);
    high = Math.min(high, r + bound);
    least = Math.min(least, r);
    most = Math.max(most, r);
  }
  const constant = low <= high;
  return {
    residual: constant ? (low + high) / 2 : (least + most) / 2,
    bound: constant ? (high - low) / 2 : (most - least) / 2,
    range: [least, most],
    constant,
  };
}

type Found = { weights: readonly number[]; how: OutputWeights['how']; fit: Fit };

function checked(
  lines: readonly Line[],
  outputs: readonly string[],
  given: Readonly<Record<string, number>>,
): Found {
  const weights = outputs.map((o) => given[o] ?? given[shortOutput(o)] ?? 1);
  return { weights, how: 'given', fit: fitOf(lines, weights) };
}

/** A fit with fewer lines than this beyond its unknowns shows nothing. */
const SPARE_LINES = 4;

function solved(lines: readonly Line[], count: number): Found | undefined {
  const ones = new Array<number>(count).fill(1);
  const plain: Found = { weights: ones, how: 'ones', fit: fitOf(lines, ones) };
  if (plain.fit.constant || lines.length < count + 1 + SPARE_LINES) return plain;
  const solution = leastSquares(lines, count);
  if (!solution) return plain;
  // As compiled, weights have few digits.
  for (let digits = 1; digits <= 4; digits++) {
    const weights = solution.map((w) => Number(w.toPrecision(digits)));
    const fit = fitOf(lines, weights);
    if (fit.constant) return { weights, how: 'fitted', fit };
  }
  const fit = fitOf(lines, solution);
  return fit.constant ? { weights: solution, how: 'fitted', fit } : plain;
}

/**
 * Least squares with an intercept; undefined if the outputs move together, so that their weights cannot be
 * told apart.
 */
function leastSquares(lines: readonly Line[], count: number): number[] | undefined {
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const totals = lines.map((l) => l.total);
  const means = Array.from({ length: count }, (_, i) => mean(lines.map((l) => l.outputs[i]!)));
  const centred = new Matrix(lines.map((l) => l.outputs.map((x, i) => x - means[i]!)));
  const decomposition = new SingularValueDecomposition(centred);
  const [largest, smallest] = [decomposition.diagonal[0]!, decomposition.diagonal[count - 1]!];
  if (!(smallest > 1e-5 * largest)) return undefined;
  const middle = mean(totals);
  return decomposition.solve(Matrix.columnVector(totals.map((x) => x - middle))).to1DArray();
}
