/** Where two reports of the same arrays part: by the values and ledgers of their steps, not by names. */
import type { Ledger, OutputReport, Report, StepReport } from '../report/audit/model.js';
import { flatten } from '../report/audit/model.js';
import type { Parts } from '../report/compare/model.js';
import { near } from '../tensor/near.js';
import { shortText } from '../text/sentence.js';

type Stepped = Pick<OutputReport, 'value_float64' | 'ledger' | 'steps'>;

/** Of the same numbers in float64: what other orders of adding up leave. */
const SAME = 1e-9;

/** Ledgers are of the headline's dtype. */
const ROUNDED = 1e-5;

/** @param there of the first group @param here of another one */
export function partsAt(there: Report, here: Report): Parts {
  for (const [i, output] of here.outputs.entries()) {
    const own = there.outputs[i]!;
    const named = here.outputs.length > 1 ? { output: own.name } : {};
    for (const [a, b] of stagesOf(there, here, i)) {
      const parts = stepsPart(a, b);
      if (parts) return { ...parts, ...named };
    }
    if (!same(own.value_float64, output.value_float64))
      return { step: 'loss', name: 'loss', ...named, here: ledgerOr(output), there: ledgerOr(own) };
  }
  if (same(there.total_float64, here.total_float64)) {
    const [a, b] = [there.audit.dtype, here.audit.dtype];
    const how = a === b ? `${b}, rounded elsewhere` : b;
    return { step: 'dtype', name: 'arithmetic', here: how, there: a };
  }
  return { step: 'total', name: 'total', here: here.total_formula, there: there.total_formula };
}

/** Of batches the first one, then the epoch. */
function stagesOf(there: Report, here: Report, i: number): [Stepped, Stepped][] {
  const [a, b] = [there.batches?.[0]?.outputs[i], here.batches?.[0]?.outputs[i]];
  const whole: [Stepped, Stepped] = [there.outputs[i]!, here.outputs[i]!];
  return a && b ? [[a, b], whole] : [whole];
}

function stepsPart(there: Stepped, here: Stepped): Parts | undefined {
  if (same(there.value_float64, here.value_float64)) return undefined;
  const own = firstApart(there.steps, here.steps);
  const other = firstApart(here.steps, there.steps);
  const step = own ?? other;
  if (!step) return undefined;
  const names = { step: step.id, name: step.name };
  const [a, b] = [there.ledger, here.ledger];
  const divided = a.numerator !== null && b.numerator !== null && near(a.numerator, b.numerator, ROUNDED);
  if (divided && !near(a.denominator, b.denominator, ROUNDED))
    return { ...names, here: ledgerText(b), there: ledgerText(a) };
  return { ...names, here: stepText(other, here), there: stepText(own, there) };
}

/** The step after the last one whose values are those of a step of the others, too. */
function firstApart(steps: readonly StepReport[], others: readonly StepReport[]): StepReport | undefined {
  const shared = steps.findLastIndex((step) => others.some((other) => sameValues(step, other)));
  return steps.slice(shared + 1).find(({ formula }) => !RESHAPES.test(formula));
}

/** What only lays the same numbers out in another way. */
const RESHAPES = /^(?:expand_dims|squeeze|reshape)\(\w+(?:,[^()]*)?\)$/;

function sameValues(a: StepReport, b: StepReport): boolean {
  if (a.stats.count !== b.stats.count) return false;
  const [x, y] = [flatten(a.values_float64), flatten(b.values_float64)];
  return x.length === y.length && x.every((v, i) => same(v, y[i]!));
}

function same(a: number, b: number): boolean {
  return near(a, b, SAME) || Math.abs(a - b) <= 1e-12;
}

function stepText(step: StepReport | undefined, { ledger }: Stepped): string {
  if (!step) return ledgerText(ledger);
  const [only] = step.stats.count === 1 ? flatten(step.values) : [];
  return only === undefined ? step.formula : `${step.formula} = ${shortText(only)}`;
}

function ledgerOr({ ledger, value_float64 }: Stepped): string {
  return ledger.formula === 'value' ? shortText(value_float64) : ledgerText(ledger);
}

/** `0.4 / 2 (weights that are not zero)`. */
function ledgerText({ numerator, denominator, counted }: Ledger): string {
  const top = numerator === null ? 'sum' : shortText(numerator);
  return `${top} / ${shortText(denominator)}${counted ? ` (${counted})` : ''}`;
}
