/**
 * Which known causes give a number that is not the audit's: all whose own number is that number, no others.
 */
import type { Audit } from '../audit/audit.js';
import type { EvaluateOptions } from '../engines/pace.js';
import type { Report } from '../report/audit/model.js';
import { shortText } from '../text/sentence.js';
import { rounded, unitsOff, type WrittenNumber } from '../text/written-number.js';
import { type Cause, causesOf, ruleText } from './causes.js';
import { clippedAt, lostLogits, lostLogitsText } from './lost-logits.js';
import { alike, separating, trials } from './separate.js';
import { pairOf } from './variants.js';

interface Fitting {
  readonly cause: Cause;
  readonly text: string;
}

/** Causes named at the most. */
const NAMED = 8;
/** A half unit wider than this, relatively, leaves room for causes that nobody thought of. */
const FEW_DIGITS = 1e-3;

/** Nearer to the audit's number than this, relatively, a cause is no other one: for whole numbers. */
const LIKE = 1e-2;

/**
 * How many units in the last place two orders of the same additions may lie apart. Of the narrow dtypes,
 * where a unit is seen in the printed digits, one.
 */
const ORDER: Readonly<Record<string, number>> = { float32: 8, float64: 8, float16: 1, bfloat16: 1 };

/** Is the audit's number the written one up to the rounding of its arithmetic? */
export function sameButRounding(written: WrittenNumber, x: number, dtype: string): boolean {
  return unitsOff(written, x, dtype) <= ORDER[dtype]!;
}

/** @returns some sentences, or undefined where no known cause fits */
export async function explainMismatch(
  audit: Audit,
  report: Report,
  written: WrittenNumber,
  options: EvaluateOptions = {},
): Promise<string | undefined> {
  if (sameButRounding(written, report.total, audit.dtype)) return undefined;
  const rules = await ruleSentences(audit, report, written, options);
  const lost = lostSentence(audit, report);
  return lost === undefined
    ? rules
    : `${rules ?? `No known rule gives ${written.text} from these arrays.`} ${lost}`;
}

/** Not a number that fits, but why none may: the arrays do not hold what the version computed from. */
function lostSentence(audit: Audit, report: Report): string | undefined {
  for (const [i, output] of audit.outputs.entries()) {
    const lost = lostLogits(audit, pairOf(output), report.outputs[i]!);
    if (lost)
      return lostLogitsText(
        lost.rows
          ? 'The rows of y_pred add up to 1: if a softmax made them,'
          : `Predictions lie on the clip at ${clippedAt(output.use.info)}: if a sigmoid or softmax made ` +
              'them,',
      );
  }
  return undefined;
}

async function ruleSentences(
  audit: Audit,
  report: Report,
  written: WrittenNumber,
  options: EvaluateOptions,
): Promise<string | undefined> {
  const results: { cause: Cause; result: Awaited<ReturnType<Cause['result']>> }[] = [];
  for (const cause of causesOf(audit, report)) results.push({ cause, result: await cause.result(options) });
  const fits = (from: typeof results, wanted: WrittenNumber, units: number): Fitting[] =>
    from.flatMap(({ cause, result }) =>
      result && unitsOff(wanted, result.value, cause.spacing ?? audit.dtype) <= units
        ? [{ cause, text: result.text }]
        : [],
    );
  const within = (units: number) => fits(results, written, units);
  const [exact, near] = [within(1), within(ORDER[audit.dtype]!)];
  const wide = rounded(written);
  const own =
    written.whole && unitsOff(wide, report.total, audit.dtype) <= 1 ? shortText(report.total) : undefined;
  if (exact.length > 0) {
    const also =
      own === undefined ? '' : ` Rounded to a whole number, this number itself, ${own}, is that too.`;
    return (
      (await named(
        written.text,
        audit,
        exact,
        options,
        written.half > FEW_DIGITS * Math.abs(written.value),
      )) + also
    );
  }
  if (near.length > 0) return named(`${written.text}, up to ${audit.dtype} rounding,`, audit, near, options);
  if (!written.whole) return undefined;
  const others = results.filter(
    ({ result }) => result && Math.abs(result.value - report.total) > LIKE * Math.abs(report.total),
  );
  const itself = own === undefined ? [] : [`this number itself, ${own}`];
  const texts = [...itself, ...(await textsOf(audit, fits(others, wide, 1), options)).texts];
  if (texts.length === 0) return undefined;
  return (
    `No known rule gives ${written.text} itself. Read as rounded to a whole number (± 0.5) it is ` +
    `ambiguous: ${joined(texts)}.`
  );
}

/** `0.2 is the rule of …`, or all causes that fit and an input that tells them apart. */
async function named(
  subject: string,
  audit: Audit,
  fitting: readonly Fitting[],
  options: EvaluateOptions,
  few = false,
): Promise<string> {
  const { texts, apart } = await textsOf(audit, fitting, options);
  if (texts.length > 1)
    return (
      `${subject} is ambiguous: ` +
      `${joined(texts)}.${apart === '' ? '' : ` What tells them apart: ${apart}.`}`
    );
  return few
    ? `${subject} fits ${texts[0]}; its few digits leave room for other causes.`
    : `${subject} is ${texts[0]}.`;
}

function joined(texts: readonly string[]): string {
  const more = texts.length > NAMED ? [`${texts.length - NAMED} more`] : [];
  return [...texts.slice(0, NAMED), ...more].join('; or ');
}

/** Causes that no variation of the input parts are one cause; the first of them is named, of versions all. */
async function textsOf(
  audit: Audit,
  fitting: readonly Fitting[],
  options: EvaluateOptions,
): Promise<{ texts: string[]; apart: string }> {
  const whole = (f: Fitting, versions = f.cause.versions) =>
    versions ? `${ruleText(audit, versions)}${f.text}` : f.text;
  if (fitting.length < 2) return { texts: fitting.map((f) => whole(f)), apart: '' };
  const tried = await trials(
    audit,
    fitting.map((f) => f.cause),
    options,
  );
  const group = alike(tried, fitting.length);
  const kept = fitting.map((_, i) => i).filter((i) => group[i] === i || fitting[i]!.cause.always);
  const texts = kept.map((i) => {
    const versions = fitting.flatMap((f, k) => (group[k] === i ? (f.cause.versions ?? []) : []));
    return whole(fitting[i]!, versions.length > 0 ? versions : undefined);
  });
  return { texts, apart: separating(tried, kept.slice(0, NAMED)) };
}
