/** `--expect loss=0.2`, `--expect steps.score=[0,4,4]`, …: the members of an audit's `expect`. */
import type { Overrides } from '../../audit/overlay.js';
import { didYouMean } from '../../errors/row.js';
import { nearest } from '../../text/suggest.js';
import { isUnderflow, WRITTEN_NUMBER, writtenNumber } from '../../text/written-number.js';
import { usageError } from '../options.js';
import { arrayOf, isLiteral, literal } from './literal.js';

const NUMBER = new RegExp(`^${WRITTEN_NUMBER}$`, 'i');

/** What stands there, by its key. */
const KINDS: Readonly<Record<string, (text: string, flag: string) => unknown>> = {
  loss: numberOf,
  total: numberOf,
  per_sample: arrayOf,
  findings: codesOf,
  error: (text) => text === 'true' || text,
  rtol: toleranceOf,
  atol: toleranceOf,
};
const KNOWN = [...Object.keys(KINDS), 'outputs.NAME.loss', 'outputs.NAME.per_sample', 'steps.ID'];

/** @throws LossauditError naming the flag */
export function expectedOf(
  given: Readonly<Record<string, string>> | undefined,
): Pick<Overrides, 'expect' | 'written'> {
  if (given === undefined) return {};
  if (given.loss !== undefined && given.total !== undefined)
    throw usageError('--expect gives loss and total, which are the same', 'Give one of them.');
  const expect: Record<string, unknown> = {};
  const written: Record<string, string> = {};
  for (const [key, text] of Object.entries(given)) {
    const kind = kindOf(key);
    expect[key] = kind(text, `--expect ${key}`);
    if (kind === numberOf) written[key] = text;
  }
  return { expect, written };
}

function kindOf(key: string) {
  const [, field] = /^outputs\..+\.(loss|per_sample)$/s.exec(key) ?? [];
  const known = field ?? (/^steps\../s.test(key) ? 'per_sample' : key);
  if (Object.hasOwn(KINDS, known)) return KINDS[known]!;
  throw usageError(
    `--expect: an audit expects no ${key}`,
    didYouMean(nearest(key, KNOWN), `It expects ${KNOWN.join(', ')}.`),
  );
}

function numberOf(text: string, flag: string): number | string {
  const value = NUMBER.test(text) ? writtenNumber(text).value : undefined;
  const lost = isUnderflow(text) || (/\d/.test(text) && value !== undefined && !Number.isFinite(value));
  if (value === undefined || lost)
    throw usageError(`${flag}: ${text} is no number that a double holds`, 'It is written loss=0.2.');
  // As JSON has them.
  return Number.isFinite(value) ? value : String(value);
}

function toleranceOf(text: string, flag: string): number {
  const value = numberOf(text, flag);
  if (typeof value === 'number' && value >= 0) return value;
  throw usageError(`${flag}: ${text} is no tolerance`, 'It is a number of at least 0, as in rtol=1e-4.');
}

/** `a,b`, or `[]` where none is expected. */
function codesOf(text: string, flag: string): unknown {
  if (text.trim() === '[]') return [];
  const codes = isLiteral(text) ? literal(text, flag) : text.split(',').map((code) => code.trim());
  if (Array.isArray(codes) && codes.every((code) => typeof code === 'string' && code !== '')) return codes;
  throw usageError(`${flag}: ${text} is no list of codes`, 'It is written findings=clip-reached,no-rows.');
}
