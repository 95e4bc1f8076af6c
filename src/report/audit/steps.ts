/** Steps and findings of a report as blocks. */
import { onlyRounding } from '../../text/written-number.js';
import { type Block, GAP, type Inline, type Step, type Values } from '../layout/document.js';
import { numberText } from '../layout/numbers.js';
import type { FindingReport, Ledger, Report, StepReport } from './model.js';
import { flatten } from './model.js';

export interface StepOptions {
  /** Significant digits. */
  readonly digits: number;
  /** All values of every array that the report holds. */
  readonly full: boolean;
  /** What the values were computed in. */
  readonly dtype?: string;
}

/** Is a difference from float64 more than the rounding of a few operations? @param size of the numbers */
export function isNotable(value: number, value64: number, dtype: string, size = 0): boolean {
  return !onlyRounding(value, value64, dtype, size);
}

export function stepOf(step: StepReport, options: StepOptions): Step {
  const { name, formula, shape, why, ledger } = step;
  const counts = ledger && ledger.denominator !== 1 ? `: ${ledgerText(ledger, options.digits)}` : '';
  return {
    name,
    formula,
    shape: `[${shape.join(', ')}]`,
    why: why + counts,
    values: valuesOf(step, options),
  };
}

export function ledgerText(ledger: Ledger, digits: number): string {
  const denominator = numberText(ledger.denominator, digits);
  if (ledger.numerator === null) return `÷ ${denominator} ${ledger.counted}`;
  const counted = ledger.counted ? ` (${ledger.counted})` : '';
  return `${numberText(ledger.numerator, digits)} / ${denominator}${counted}`;
}

/** `0.4 / 3 (all samples)`; undefined of what is no quotient. */
export function quotientText(ledger: Ledger, digits: number): string | undefined {
  return ledger.formula === 'value' ? undefined : ledgerText(ledger, digits);
}

/** Of fewer, all of which are shown, nobody asks for the least, the greatest and the mean. */
const SUMMARISED = 4;

function valuesOf(step: StepReport, { digits, full, dtype = 'float32' }: StepOptions): Values {
  const { values, stats, shape, difference } = step;
  const number = (x: number) => numberText(x, digits);
  const remarks: Inline[] = [];
  if (stats.nan > 0) remarks.push([{ text: `${stats.nan} NaN`, role: 'bad' }]);
  if (stats.infinite > 0) remarks.push([{ text: `${stats.infinite} infinite`, role: 'bad' }]);
  const largest = Math.max(Math.abs(stats.min), Math.abs(stats.max));
  if (isNotable(difference, 0, dtype, Number.isFinite(largest) ? largest : 0))
    remarks.push(
      Number.isFinite(difference)
        ? `float64 differs by ${numberText(difference, 2)}`
        : 'float64 gives other values that are not finite',
    );
  return {
    texts: flatten(values).map(number),
    row: shape.length > 1 ? (shape.at(-1) ?? 1) : 1,
    count: stats.count,
    full,
    // Of infinities alone there is no least and no mean.
    ...(stats.count >= SUMMARISED && stats.nan + stats.infinite < stats.count
      ? { summary: `min ${number(stats.min)}  max ${number(stats.max)}  mean ${number(stats.mean)}` }
      : {}),
    remarks,
  };
}

/** Findings that were not looked for, one paragraph a reason. */
export function* notLookedFor({ findings_not_looked_for: left = [] }: Report): Iterable<Block> {
  for (const why of new Set(left.map((one) => one.why))) {
    const codes = left.flatMap((one) => (one.why === why ? [one.code] : []));
    yield GAP;
    yield { kind: 'text', text: `not looked for: ${codes.join(', ')}: ${why}`, role: 'quiet', indent: 0 };
  }
}

/** @param several outputs: a finding says which it is about */
export function* findingsOf(findings: readonly FindingReport[], several: boolean): Iterable<Block> {
  for (const { severity, code, output, message } of findings) {
    yield GAP;
    yield { kind: 'note', severity, code, message, ...(output && several ? { of: output } : {}) };
  }
}
