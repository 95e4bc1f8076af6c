/** From the texts of flags to what they set over an audit file. */
import type { Overrides } from '../../audit/overlay.js';
import type { ParamValue } from '../../frameworks/param.js';
import type { JsonValue } from '../../io/json.js';
import { isUnderflow } from '../../text/written-number.js';
import { type AuditFlags, usageError } from '../options.js';
import { classWeightOf } from './class-weight.js';
import { expectedOf } from './expect.js';
import { arrayOf, isLiteral, literal } from './literal.js';

/** @throws LossauditError naming the flag */
export async function overridesOf(flags: AuditFlags): Promise<Overrides> {
  const { framework, loss, backend, mode, activation, batchSize, dtype, reported } = flags;
  const array = (text: string | undefined, flag: string) =>
    text === undefined ? undefined : arrayOf(text, flag);
  return {
    framework,
    backend,
    mode,
    activation,
    loss,
    params: mapped(flags.param, (text, name) => paramOf(text, `--param ${name}`) as ParamValue),
    y_true: array(flags.yTrue, '--y-true'),
    y_pred: array(flags.yPred, '--y-pred'),
    inputs: mapped(flags.input, (text, name) => arrayOf(text, `--input ${name}`)),
    mask: array(flags.mask, '--mask'),
    sample_weight: array(flags.sampleWeight, '--sample-weight'),
    class_weight: await classWeightOf(flags.classWeight),
    batch_size: batchSize,
    dtype,
    reported,
    ...expectedOf(flags.expect),
  };
}

function mapped<T>(
  given: Readonly<Record<string, string>> | undefined,
  of: (text: string, name: string) => T,
): Record<string, T> | undefined {
  return given && Object.fromEntries(Object.entries(given).map(([name, text]) => [name, of(text, name)]));
}

/** `0.5`, `true`, `none`, `[1,2]`, or a word or file. */
function paramOf(text: string, flag: string): JsonValue {
  if (isLiteral(text)) return literal(text, flag);
  if (/^true$/i.test(text)) return true;
  if (/^false$/i.test(text)) return false;
  if (/^(null|none)$/i.test(text) && text !== 'none') return null;
  if (Number.isNaN(Number(text))) return text;
  const value = Number(text);
  if (isUnderflow(text)) throw outOfRange(text, flag, '0');
  if (Number.isFinite(value)) return value;
  if (!/infinity/i.test(text)) throw outOfRange(text, flag, String(value));
  return text;
}

function outOfRange(text: string, flag: string, becomes: string) {
  return usageError(
    `${flag}: ${text} is no double, it would become ${becomes}`,
    'Doubles go from 5e-324 to 1.7976931348623157e308. Write 0 or Infinity if that is meant.',
  );
}
