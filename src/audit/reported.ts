/** Numbers that somebody saw: their digits, what they are of, and what is known of where. */
import { LossauditError } from '../errors.js';
import { loadFramework } from '../frameworks/load.js';
import type { JsonDocument } from '../io/json.js';
import type { Path } from '../io/position.js';
import { nearest } from '../text/suggest.js';
import { writtenNumber } from '../text/written-number.js';
import type { Conditions, Reported } from './audit.js';
import { wrongAt } from './check-schema.js';
import type { AuditFile } from './schema.js';

interface ReportedContext {
  /** The audit's own. */
  readonly batchSize?: number;
  /** The names of the audit's outputs. */
  readonly outputs: readonly string[];
  readonly source: string;
  /** The file, where the numbers stand in it. */
  readonly document?: JsonDocument;
}

/** @throws LossauditError where a number is of nothing that there is, or said twice */
export async function readReported(
  file: AuditFile['reported'],
  context: ReportedContext,
): Promise<Reported[]> {
  const { document } = context;
  if (file === undefined) return [];
  if (!Array.isArray(file)) {
    const text = writtenText(file, ['reported'], document);
    requireRange(text, ['reported'], context);
    return [{ text, of: 'loss', conditions: {} }];
  }
  const numbers = file.map(({ value, of = 'loss', ...conditions }, i) => ({
    text: writtenText(value, ['reported', i, 'value'], document),
    of,
    conditions: definedOf(conditions),
  }));
  for (const [i, one] of numbers.entries()) {
    requireRange(one.text, ['reported', i, 'value'], context);
    await check(one, i, numbers, context);
  }
  return numbers;
}

/** Digits beyond what a double holds are no infinity that somebody saw. */
function requireRange(text: string, path: Path, { document, source }: ReportedContext): void {
  if (/^[-+]?inf/i.test(text) || Math.abs(writtenNumber(text).value) !== Number.POSITIVE_INFINITY) return;
  throw wrongAt(path, `${text} is beyond the range of a double`, document, source);
}

async function check(
  { of, conditions }: Reported,
  i: number,
  all: readonly Reported[],
  context: ReportedContext,
): Promise<void> {
  const { outputs, document, source } = context;
  const wrong = (key: string, problem: string, near?: readonly string[]) =>
    wrongAt(['reported', i, key], problem, document, source, near);
  const [, name] = /^outputs\.(.+)\.loss$/.exec(of) ?? [];
  if (name !== undefined && !outputs.includes(name))
    throw wrong(
      'of',
      `the audit has no output ${name}; it has ${outputs.join(', ')}`,
      nearest(name, outputs),
    );
  await checkFramework(conditions.framework, wrong);
  if (conditions.step !== undefined && conditions.batch_size === undefined && context.batchSize === undefined)
    throw wrong('step', 'steps are batches: give batch_size, with the number or in the audit');
  const same = all.findIndex((o) => keyOf(o) === keyOf({ of, conditions }));
  if (same < i)
    throw wrong(
      'value',
      `it says of the same ${of} another time what number was seen (before: ${all[same]!.text}); give what ` +
        'tells them apart: batch_size, epoch, step, stage or framework',
    );
}

async function checkFramework(
  name: string | undefined,
  wrong: (key: string, problem: string) => LossauditError,
): Promise<void> {
  if (name === undefined) return;
  try {
    await loadFramework(name);
  } catch (error) {
    throw error instanceof LossauditError ? wrong('framework', error.message) : error;
  }
}

/** The same for numbers that nothing tells apart. */
function keyOf({ of, conditions }: Pick<Reported, 'of' | 'conditions'>): string {
  return JSON.stringify([of, ...Object.entries(conditions).sort(([a], [b]) => (a < b ? -1 : 1))]);
}

function definedOf(conditions: Conditions): Conditions {
  return Object.fromEntries(Object.entries(conditions).filter(([, v]) => v !== undefined));
}

/** A number with the digits it was written with: `1.0` is not `1`. */
export function writtenText(value: number | string, path: Path, document?: JsonDocument): string {
  return typeof value === 'string' ? value : (document?.textAt(path) ?? String(value));
}
