/**
 * What may be behind a number that is not the audit's: other versions, reductions, divisors, parts left out.
 */
import type { Audit, AuditOutput } from '../audit/audit.js';
import type { EvaluateOptions } from '../engines/pace.js';
import type { Ledger, Report } from '../report/audit/model.js';
import { ARITHMETICS, isNdArray } from '../tensor/ndarray.js';
import { shortText } from '../text/sentence.js';
import { ignoredLabel } from './roles.js';
import {
  arePairs,
  formulaOf,
  pairOf,
  paramsWith,
  tryNumbers,
  withArrays,
  withOutputs,
  withParams,
  withVersion,
} from './variants.js';

interface Result {
  readonly value: number;
  readonly text: string;
}

export interface Cause {
  /** The same cause of another audit has the same key. */
  readonly key: string;
  /** Its number, and what is said of it; undefined where it is refused. */
  readonly result: (options?: EvaluateOptions) => Promise<Result | undefined> | Result;
  /** The dtype whose spacing its number is held against, where that is not the audit's. */
  readonly spacing?: string;
  /** Named even where it is the rule of versions that are named. */
  readonly always?: true;
  /** The versions whose rule it is. */
  readonly versions?: readonly string[];
}

/**
 * Every known cause, rules that somebody runs first, arithmetic last. Nothing runs before it is asked for.
 */
export function causesOf(audit: Audit, report: Report): Cause[] {
  return [versions, batches, reductions, parts, outputs, precision, denominators, factors].flatMap((family) =>
    family(audit, report),
  );
}

/** One cause for each formula that a version has: versions with the same one give the same number. */
function versions(audit: Audit, report: Report): Cause[] {
  const groups = new Map<string, string[]>();
  const own = formulaOf(audit);
  for (const version of audit.rules.home.versions) {
    const formula = formulaOf(() => withVersion(audit, version));
    if (formula === undefined || formula === own) continue;
    groups.set(formula, [...(groups.get(formula) ?? []), version]);
  }
  return [...groups.values()].map((names) => ({
    key: `version ${names[0]}`,
    versions: names,
    result: async (options) => {
      const other = await tryNumbers(() => withVersion(audit, names[0]!), options);
      return other && { value: other.total, text: `${ledgerText(other)}${instead(report, other)}` };
    },
  }));
}

/** `the rule of Keras 2.3.1 – 3.15.1` where the versions follow each other in the list of those known. */
export function ruleText(audit: Audit, names: readonly string[]): string {
  const { title, versions: known } = audit.rules.home;
  const runs: string[][] = [];
  for (const name of names.toSorted((a, b) => known.indexOf(a) - known.indexOf(b))) {
    const last = runs.at(-1);
    if (last && known.indexOf(name) === known.indexOf(last[last.length - 1]!) + 1) last.push(name);
    else runs.push([name]);
  }
  return (
    `the rule of ${title} ` +
    `${runs.map((r) => (r.length === 1 ? r[0] : `${r[0]} – ${r[r.length - 1]}`)).join(', ')}`
  );
}

/**
 * The plain mean of the batches' losses: a rule of some versions, and of loops that divide by their number.
 */
function batches(audit: Audit): Cause[] {
  if (audit.batchSize === undefined) return [];
  const { rules } = audit;
  const plain: Audit['rules'] = {
    ...rules,
    loop: (...use) => ({ ...rules.loop(...use), average: 'batches' }),
  };
  const text =
    'the plain mean of the batch losses, as of a loop that divides their sum by the number of batches';
  return [
    {
      ...variant(
        'mean of batches',
        () => ({ ...audit, rules: plain }),
        () => text,
      ),
      always: true,
    },
  ];
}

function reductions(audit: Audit, report: Report): Cause[] {
  const param = audit.outputs[0]!.use.info.paramOf('reduction');
  return (param?.words ?? []).map((reduction) =>
    variant(
      `reduction ${reduction}`,
      () => withParams(audit, (o) => paramsWith(o, 'reduction', reduction)),
      (other) => `this loss with ${param?.name} "${reduction}"${ledgerText(other)}${instead(report, other)}`,
    ),
  );
}

function variant(key: string, of: () => Audit, text: (report: Report) => string): Cause {
  return {
    key,
    result: async (options) => {
      const report = await tryNumbers(of, options);
      return report && { value: report.total, text: text(report) };
    },
  };
}

function parts(audit: Audit): Cause[] {
  const has = (key: 'mask' | 'sampleWeight' | 'classWeight') => audit.outputs.some((o) => pairOf(o)?.[key]);
  const without: [string, () => Audit][] = [];
  if (has('mask')) without.push(['the mask', () => withArrays(audit, () => ({ mask: undefined }))]);
  if (has('sampleWeight'))
    without.push(['the sample weights', () => withArrays(audit, () => ({ sampleWeight: undefined }))]);
  if (has('classWeight'))
    without.push(['the class weights', () => withOutputs(audit, () => ({ classWeight: undefined }))]);
  if (has('mask') && has('sampleWeight'))
    without.push([
      'the mask and the sample weights',
      () => withArrays(audit, () => ({ mask: undefined, sampleWeight: undefined })),
    ]);
  if (Object.keys(audit.regularization).length > 0)
    without.push(['the regularization', () => ({ ...audit, regularization: {} })]);
  if (audit.batchSize) without.push(['batches: all rows as one', () => ({ ...audit, batchSize: undefined })]);
  // A parameter that was forgotten where the number was made.
  for (const name of new Set(audit.outputs.flatMap(ownParams)))
    without.push([name, () => withParams(audit, ({ params: { [name]: _, ...rest } }) => rest)]);
  const exchanged = variant(
    'exchanged',
    () => withArrays(audit, ({ yTrue, yPred }) => ({ yTrue: yPred, yPred: yTrue })),
    () => 'this loss with y_true and y_pred exchanged',
  );
  const causes = without.map(([name, of]) =>
    variant(`without ${name}`, of, () => `this loss without ${name}`),
  );
  return arePairs(audit) ? [...causes, exchanged] : causes;
}

/** The given parameters of the loss itself: neither its reduction nor how all losses are computed. */
function ownParams({ use: { info }, params }: AuditOutput): string[] {
  const reduction = info.paramOf('reduction')?.name;
  return Object.keys(params).filter((name) => name !== reduction && info.params.includes(name));
}

/** Of several outputs, what one of them gives alone, or all of them without their weights. */
function outputs(audit: Audit, report: Report): Cause[] {
  if (audit.outputs.length < 2) return [];
  return [
    ...report.outputs.map(({ name, value }) => ({
      key: `output ${name}`,
      result: () => ({ value, text: `the loss of the output ${name} alone, before its loss weight` }),
    })),
    variant(
      'loss weights',
      () => withOutputs(audit, () => ({ lossWeight: 1 })),
      () => 'this loss without the loss weights of the outputs',
    ),
  ];
}

function precision(audit: Audit): Cause[] {
  return ARITHMETICS.filter((dtype) => dtype !== audit.dtype).map((dtype) => ({
    key: dtype,
    // A float32 has its shortest digits here; narrow dtypes are exact, and their spacing would fit too much.
    ...(dtype === 'float64' ? {} : { spacing: dtype === 'float32' ? dtype : 'float64' }),
    result: async (options) => {
      const other = await tryNumbers(audit, options, dtype);
      return other && { value: other.total, text: `this loss computed in ${dtype}` };
    },
  }));
}

function sum(data: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < data.length; i++) total += data[i]!;
  return total;
}

/** The numerator over something else that can be counted here. */
function denominators(audit: Audit, report: Report): Cause[] {
  const ledger = onlyLedger(report);
  if (ledger?.numerator === undefined || ledger.numerator === null) return [];
  const { numerator } = ledger;
  const output = pairOf(audit.outputs[0]!);
  if (!output) return [];
  // What is counted, how many there are, how a sentence calls them.
  const counts: [string, number, string?][] = [
    ['samples', report.audit.rows],
    ['elements of y_pred', output.yPred.data.length],
    ['sum', 1, '1 (the sum)'],
  ];
  if (output.mask) {
    counts.push(
      ['unmasked entries', sum(output.mask.data)],
      ['entries of the mask', output.mask.data.length],
    );
  }
  if (output.sampleWeight) {
    const w = output.sampleWeight.data;
    const { dividesByWeights } = audit.rules.home;
    const total = `the sum of the weights${dividesByWeights ? ` (as ${dividesByWeights} do)` : ''}`;
    counts.push(
      ['non-zero weights', w.filter((x) => x !== 0).length],
      ['sum of weights', sum(w), total],
      ['weights', w.length],
    );
  }
  const { classWeight, yTrue } = output;
  if (classWeight && yTrue.data.length === report.audit.rows) {
    const weights = Array.from(yTrue.data, (y) => classWeight.get(y) ?? 1);
    counts.push(['sum of class weights', sum(weights), 'the sum of the class weights of the samples']);
  }
  const ignored = ignoredLabel(output);
  const labels = yTrue.data.filter((y) => y !== ignored);
  if (ignored !== undefined && labels.length < yTrue.data.length)
    counts.push(['targets that are not ignored', labels.length]);
  const table = output.use.value('class-weights');
  if (isNdArray(table) && output.use.info.classIndices) {
    const weights = Array.from(labels, (y) => table.data[y] ?? 1);
    counts.push(['sum of class weights', sum(weights), 'the sum of the class weights of the targets']);
  }
  return counts.map(([name, count, called]) => ({
    key: `over ${name}`,
    result: () => ({
      value: numerator / count,
      text:
        `this loss's sum ${shortText(numerator)} divided by ${called ?? `${count} ${name}`} instead of ` +
        `${shortText(ledger.denominator)}${counted(ledger)}`,
    }),
  }));
}

/** The whole number times or divided by a count. */
function factors(audit: Audit, report: Report): Cause[] {
  const shape = pairOf(audit.outputs[0]!)?.yPred.shape ?? [];
  const counts: [string, number][] = [
    ['the number of rows', report.audit.rows],
    ['the batch size', audit.batchSize ?? report.audit.rows],
    ['the number of batches', report.batch_count ?? 1],
  ];
  if (shape.length > 2)
    counts.push(
      ['the number of timesteps', shape[1]!],
      ['the number of rows × timesteps', shape[0]! * shape[1]!],
    );
  if (shape.length > 1) counts.push(['the length of the last axis', shape[shape.length - 1]!]);
  return counts
    .filter(([, n]) => n !== 1)
    .flatMap(([name, n]) => [
      {
        key: `times ${name}`,
        result: () => ({ value: report.total * n, text: `this loss times ${n}, ${name}` }),
      },
      {
        key: `over ${name}`,
        result: () => ({ value: report.total / n, text: `this loss divided by ${n}, ${name}` }),
      },
    ]);
}

function onlyLedger(report: Report): Ledger | undefined {
  return report.outputs.length === 1 && !report.batches && report.regularization === 0
    ? report.outputs[0]!.ledger
    : undefined;
}

function ledgerText(report: Report): string {
  const ledger = onlyLedger(report);
  return ledger && divided(ledger) && ledger.numerator !== null
    ? `: ${shortText(ledger.numerator)} / ${divisor(ledger)}`
    : '';
}

/** What the audit's own rule divides by, where that is something else. */
function instead(report: Report, other: Report): string {
  const [ledger, others] = [onlyLedger(report), onlyLedger(other)];
  if (!ledger || !divided(ledger) || !others || divisor(others) === divisor(ledger)) return '';
  return `, ${divided(others) ? 'instead of' : 'not divided by'} ${divisor(ledger)}`;
}

function divided(ledger: Ledger): boolean {
  return ledger.formula !== 'value';
}

function divisor(ledger: Ledger): string {
  return `${shortText(ledger.denominator)}${counted(ledger)}`;
}

function counted(ledger: Ledger): string {
  return ledger.counted ? ` (${ledger.counted})` : '';
}
