/** Values that stand in a flag itself, as in an audit file. */
import { existsSync } from 'node:fs';
import { type JsonValue, parseJson } from '../../io/json.js';
import { usageError } from '../options.js';

/** A file, or numbers as an audit file has them: what begins with a bracket. */
export function arrayOf(text: string, flag: string): JsonValue {
  if (isLiteral(text)) return literal(text, flag);
  if (/^[-+\d.,;\se]*$/i.test(text) && /\d/.test(text) && !existsSync(text))
    throw usageError(`${flag}: no file is called ${text}`, `Numbers stand in brackets: '[1,2,3]'.`);
  return text;
}

export function isLiteral(text: string): boolean {
  return /^\s*[[{]/.test(text);
}

export function literal(text: string, flag: string): JsonValue {
  return parseJson(Buffer.from(text), flag).value;
}
