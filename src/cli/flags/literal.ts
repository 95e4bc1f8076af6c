/** Values that stand in a flag itself: as in an audit file, or as Python writes them. */
import { existsSync } from 'node:fs';
import { LossauditError } from '../../errors.js';
import { type JsonValue, parseJson } from '../../io/json.js';
import { usageError } from '../options.js';
import { jsonOfPython } from './python-text.js';

/** A file, or numbers as an audit file or Python has them: what begins with a bracket. */
export function arrayOf(text: string, flag: string): JsonValue {
  if (isLiteral(text)) return literal(text, flag);
  if (/^[-+\d.,;\se]*$/i.test(text) && /\d/.test(text) && !existsSync(text))
    throw usageError(`${flag}: no file is called ${text}`, `Numbers stand in brackets: '[1,2,3]'.`);
  return text;
}

/** A tuple: of numbers alone, since names of files may begin with a round bracket. */
const TUPLE = /^\s*\((?:[-+\d.,_eE()[\]\s]|nan|inf|True|False)*\)\s*$/;

export function isLiteral(text: string): boolean {
  return /^\s*[[{]/.test(text) || TUPLE.test(text);
}

/** @throws LossauditError with the place in the text as it was typed */
export function literal(text: string, flag: string): JsonValue {
  const { json, typedAt } = jsonOfPython(text);
  try {
    return parseJson(Buffer.from(json), flag).value;
  } catch (error) {
    throw json === text || !(error instanceof LossauditError) ? error : moved(error, typedAt);
  }
}

/** The same error, of the column that was typed. */
function moved(error: LossauditError, typedAt: (offset: number) => number): LossauditError {
  const data = error.data as { line?: number; column?: number };
  // Of several lines no column is moved: a flag has one.
  if (data.line !== 1 || data.column === undefined) return error;
  const column = typedAt(data.column - 1) + 1;
  const where = error.where.replace(`:1:${data.column}`, `:1:${column}`);
  return new LossauditError(error.code, { ...data, column } as never, { where, cause: error.cause });
}
