/** How states are written as plain JSON, exactly, and read again without trust. */
import { LossauditError } from '../errors.js';

/** A number; what JSON has no number for is a text. */
export type WrittenNumber = number | 'NaN' | 'Infinity' | '-Infinity' | '-0';

/** The state of an exact sum. */
export interface WrittenSum {
  /**
   * An odd integer times a power of two, both exact: `-0x1a2bp-1040`; also `0x0p+0` and `-0x0p+0`. None
   * without addends.
   */
  readonly finite?: string;
  /** Which of these were among the addends. */
  readonly special?: readonly Special[];
}

const SPECIAL = ['NaN', 'Infinity', '-Infinity'] as const;
type Special = (typeof SPECIAL)[number];

interface SumState {
  readonly special: readonly Special[];
  /** In units of 2^(scale − 1074). */
  readonly finite?: { readonly units: bigint; readonly scale: number; readonly negativeZero: boolean };
}

/** Bits that a sum of doubles can have: 2^53 of the largest. */
const MOST_BITS = 2098 + 53;

/** What is read is no state, or not one of what it is read for. */
export function badState(problem: string): never {
  throw new LossauditError('bad-state', { problem });
}

export function writeSum({ special, finite }: SumState): WrittenSum {
  return { ...(finite ? { finite: unitsText(finite) } : {}), ...(special.length > 0 ? { special } : {}) };
}

function unitsText({ units, scale, negativeZero }: NonNullable<SumState['finite']>): string {
  if (units === 0n) return negativeZero ? '-0x0p+0' : '0x0p+0';
  let odd = units < 0n ? -units : units;
  let exponent = scale - 1074;
  // First by whole hexadecimal digits: shifting long numbers bit by bit would take long.
  const zeros = /0*$/.exec(odd.toString(16))?.[0].length ?? 0;
  odd >>= BigInt(4 * zeros);
  exponent += 4 * zeros;
  for (; (odd & 1n) === 0n; exponent++) odd >>= 1n;
  return `${units < 0n ? '-' : ''}0x${odd.toString(16)}p${exponent < 0 ? '' : '+'}${exponent}`;
}

/** @throws LossauditError `bad-state` */
export function readSum(written: unknown): SumState {
  const { finite, special = [] } = record(written, 'a sum');
  if (!Array.isArray(special) || special.some((s, i) => !SPECIAL.includes(s) || special.indexOf(s) !== i))
    return badState('special is no list of NaN, Infinity, -Infinity');
  if (finite === undefined) return { special };
  const parts = /^(-?)0x([0-9a-f]{1,600})p([+-]\d{1,4})$/.exec(typeof finite === 'string' ? finite : '');
  if (!parts) return badState(`${String(finite).slice(0, 40)} is no sum, which is written as in 0x3p-1`);
  const [, sign, digits = '', power] = parts;
  const units = BigInt(`0x${digits}`);
  const scale = Number(power) + 1074;
  if (units === 0n) return { special, finite: { units, scale: 0, negativeZero: sign === '-' } };
  if (scale < 0 || scale + 4 * digits.length > MOST_BITS)
    return badState(`0x${digits.slice(0, 40)}p${power} is no sum of doubles`);
  return { special, finite: { units: sign === '-' ? -units : units, scale, negativeZero: false } };
}

export function writeNumber(x: number): WrittenNumber {
  if (Object.is(x, -0)) return '-0';
  return Number.isFinite(x) ? x : (String(x) as Special);
}

/** @throws LossauditError `bad-state` */
export function readNumber(written: unknown, what: string): number {
  if (typeof written === 'number' && Number.isFinite(written)) return written;
  if (written === '-0' || SPECIAL.includes(written as Special)) return Number(written);
  return badState(`${what} is no number`);
}

/** A whole number, 0 or more. @throws LossauditError `bad-state` */
export function readCount(written: unknown, what: string): number {
  return Number.isSafeInteger(written) && (written as number) >= 0
    ? (written as number)
    : badState(`${what} is no count`);
}

/** @throws LossauditError `bad-state` */
export function readList(written: unknown, length: number, what: string): readonly unknown[] {
  return Array.isArray(written) && written.length === length
    ? written
    : badState(`${what} is no list of ${length}`);
}

/** @throws LossauditError `bad-state` */
export function record(written: unknown, what: string): Readonly<Record<string, unknown>> {
  return typeof written === 'object' && written !== null && !Array.isArray(written)
    ? (written as Record<string, unknown>)
    : badState(`it is not ${what}`);
}
