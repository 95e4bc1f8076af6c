/** Reference values held against a report: the headline values, those in the audit's dtype. */
import type { Comparison, Nested, OutputReport, Report } from '../report/audit/model.js';
import { flatten } from '../report/audit/model.js';
import { indexText, type NdArray, shapeText } from '../tensor/ndarray.js';
import { allowed, TOLERANCES } from '../tensor/near.js';
import type { AnyArray } from '../tensor/stored.js';
import { spacing } from '../text/written-number.js';
import type { Audit, Expectations } from './audit.js';

/**
 * The smallest unit that differences are counted in: that of float32, so that none is infinite beside a 0.
 */
const LEAST_UNIT = 2 ** -149;

/** Elements listed of an array that does not fit. */
const WORST = 5;

/** Does the file expect values of arrays, so that the report must keep them whole? */
export function expectsArrays(expect: Expectations | undefined): boolean {
  if (!expect) return false;
  return (
    Boolean(expect.perSample) ||
    Object.keys(expect.steps).length > 0 ||
    Object.values(expect.outputs).some((o) => o.perSample)
  );
}

/**
 * @returns one comparison per expectation, in the order of the data's way: steps, scores, losses, findings
 */
export function compareExpectations(audit: Audit<AnyArray>, report: Report): Comparison[] {
  const { expect } = audit;
  if (!expect) return [];
  const { rtol, atol } =
    expect.rtol === undefined || expect.atol === undefined
      ? TOLERANCES[audit.dtype]
      : { rtol: expect.rtol, atol: expect.atol };
  const judge: Judge = { rtol, atol, dtype: audit.dtype };
  const comparisons: Comparison[] = [];
  const order = stepList(report);
  const position = (id: string) => order.findIndex((s) => s.names.includes(id));
  const steps = Object.entries(expect.steps).sort(([a], [b]) => position(a) - position(b));
  for (const [id, wanted] of steps) {
    const found = findStep(report, id);
    comparisons.push(
      found
        ? compareArrays(`steps.${id}`, wanted, found.values, judge)
        : missing(`steps.${id}`, `no step ${id}; there are ${stepIds(report).join(', ')}`),
    );
  }
  if (expect.perSample) {
    const output = report.outputs[0]!;
    comparisons.push(
      report.outputs.length === 1
        ? compareArrays('per_sample', expect.perSample, output.per_sample, judge)
        : missing('per_sample', 'several outputs: expect outputs.NAME.per_sample'),
    );
  }
  for (const [name, wanted] of Object.entries(expect.outputs)) {
    const output = report.outputs.find((o) => o.name === name);
    if (!output) {
      comparisons.push(
        missing(
          `outputs.${name}`,
          `no output ${name}; there are ${report.outputs.map((o) => o.name).join(', ')}`,
        ),
      );
      continue;
    }
    if (wanted.perSample)
      comparisons.push(
        compareArrays(`outputs.${name}.per_sample`, wanted.perSample, output.per_sample, judge),
      );
    if (wanted.loss !== undefined)
      comparisons.push(compareNumbers(`outputs.${name}.loss`, wanted.loss, output.value, judge));
  }
  if (expect.loss !== undefined) comparisons.push(compareNumbers('loss', expect.loss, report.total, judge));
  if (expect.findings) comparisons.push(compareFindings(expect.findings, report));
  if (expect.error !== undefined) comparisons.push(compareRefusal(expect.error));
  return comparisons;
}

/** An audit that must be refused, with one code or any. @param code of its refusal; none if it is computed */
export function compareRefusal(expected: string | true, code?: string): Comparison {
  return {
    what: 'error',
    expected: expected === true ? 'refused' : expected,
    actual: code ?? 'computed',
    difference: null,
    tolerance: null,
    passed: code !== undefined && (expected === true || expected === code),
  };
}

interface Judge {
  readonly rtol: number;
  readonly atol: number;
  readonly dtype: string;
}

/** NaN equals NaN; infinities equal themselves. */
function fits(expected: number, actual: number, judge: Judge): boolean {
  if (Number.isNaN(expected) || Number.isNaN(actual)) return Number.isNaN(expected) && Number.isNaN(actual);
  if (!Number.isFinite(expected) || !Number.isFinite(actual)) return expected === actual;
  return Math.abs(actual - expected) <= allowed(expected, judge);
}

function compareNumbers(what: string, expected: number, actual: number, judge: Judge): Comparison {
  const difference = Math.abs(actual - expected);
  return {
    what,
    expected,
    actual,
    difference: fits(expected, actual, judge) && Number.isNaN(difference) ? 0 : difference,
    tolerance: allowed(expected, judge),
    ulps: difference / Math.max(spacing(expected, judge.dtype), LEAST_UNIT),
    passed: fits(expected, actual, judge),
  };
}

function compareArrays(what: string, expected: NdArray, actual: Nested, judge: Judge): Comparison {
  const shape = shapeOf(actual);
  if (shapeText(shape) !== shapeText(expected.shape)) {
    return {
      what,
      expected: `shape ${shapeText(expected.shape)}`,
      actual: `shape ${shapeText(shape)}`,
      difference: null,
      tolerance: null,
      passed: false,
    };
  }
  const values = flatten(actual);
  const wrong: { index: string; expected: number; actual: number; difference: number }[] = [];
  let largest = 0;
  values.forEach((a, i) => {
    const e = expected.data[i]!;
    const difference = Math.abs(a - e);
    if (fits(e, a, judge)) {
      if (Number.isFinite(difference)) largest = Math.max(largest, difference);
    } else wrong.push({ index: indexText(shape, i), expected: e, actual: a, difference });
  });
  wrong.sort((a, b) => badness(b.difference) - badness(a.difference));
  const [first] = wrong;
  return {
    what,
    expected: `${values.length} values`,
    actual: first ? `${wrong.length} that ${wrong.length === 1 ? 'differs' : 'differ'}` : 'all fit',
    difference: first ? first.difference : largest,
    tolerance: first ? allowed(first.expected, judge) : null,
    passed: !first,
    ...(first ? { worst: wrong.slice(0, WORST) } : {}),
  };
}

/** A NaN where a number should be is worse than any difference. */
function badness(difference: number): number {
  return Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
}

/** Every expected code is there, and no error or warning that was not expected. */
function compareFindings(expected: readonly string[], report: Report): Comparison {
  const codes = new Set(report.findings.map((f) => f.code));
  const loud = new Set(report.findings.filter((f) => f.severity !== 'note').map((f) => f.code));
  const passed = expected.every((c) => codes.has(c)) && [...loud].every((c) => expected.includes(c));
  return {
    what: 'findings',
    expected: expected.join(', ') || 'none',
    actual: [...codes].join(', ') || 'none',
    difference: null,
    tolerance: null,
    passed,
  };
}

function missing(what: string, actual: string): Comparison {
  return { what, expected: 'there', actual, difference: null, tolerance: null, passed: false };
}

/** `id` of the only output that has it, or `OUTPUT.id`; with batches also `batch-1.id`. */
function findStep(report: Report, id: string): { values: Nested } | undefined {
  return stepList(report).find((s) => s.names.includes(id))?.step;
}

/** The values of a step by its id, as `expect.steps` names it. */
export function stepValues(report: Report, id: string): Nested | undefined {
  return findStep(report, id)?.values;
}

function stepIds(report: Report): string[] {
  return stepList(report).map((s) => s.names[0]!);
}

function stepList(report: Report): { names: string[]; step: { values: Nested } }[] {
  const of = (output: Pick<OutputReport, 'name' | 'steps'>, prefix: string) =>
    output.steps.map((step) => ({
      names:
        report.outputs.length === 1
          ? [`${prefix}${step.id}`, `${prefix}${output.name}.${step.id}`]
          : [`${prefix}${output.name}.${step.id}`],
      step,
    }));
  const batches = (report.batches ?? []).flatMap((b) =>
    b.outputs.flatMap((o) => of(o, `batch-${b.index + 1}.`)),
  );
  return [...report.outputs.flatMap((o) => of(o, '')), ...batches];
}

function shapeOf(values: Nested): number[] {
  return Array.isArray(values) ? [values.length, ...(values.length > 0 ? shapeOf(values[0]!) : [])] : [];
}
