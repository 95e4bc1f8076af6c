/** `--class-weight 0=1,1=3`, `{"0": 1, "1": 3}`, or a file that holds that. */
import { readInput } from '../../io/input.js';
import { type JsonValue, parseJson } from '../../io/json.js';
import { isNdArray } from '../../tensor/ndarray.js';
import { isUnderflow } from '../../text/written-number.js';
import { usageError } from '../options.js';
import { isLiteral, literal } from './literal.js';

const FLAG = '--class-weight';
const HINT = 'It is written 0=1,1=3 or {"0": 1, "1": 3}, or names a JSON file that holds the latter.';

export async function classWeightOf(text: string | undefined): Promise<Record<string, number> | undefined> {
  if (text === undefined) return undefined;
  if (isLiteral(text)) return checked(literal(text, FLAG), FLAG);
  if (/^\s*-?\d+\s*=/.test(text)) return pairs(text);
  if (text === '-') throw usageError(`${FLAG} is not read from standard input`, HINT);
  const { bytes, source } = await readInput(text);
  return checked(parseJson(bytes, source).value, `${FLAG} ${text}`);
}

function pairs(text: string): Record<string, number> {
  const weights = new Map<string, number>();
  for (const part of text.split(',')) {
    const [, name, value = ''] = /^\s*(-?\d+)\s*=\s*(\S+)\s*$/.exec(part) ?? [];
    const weight = Number(value);
    if (name === undefined || !Number.isFinite(weight) || isUnderflow(value))
      throw usageError(`${FLAG}: ${part.trim() || 'nothing'} is no class with its weight`, HINT);
    if (weights.has(name)) throw usageError(`${FLAG} gives class ${name} twice`, HINT);
    weights.set(name, weight);
  }
  return Object.fromEntries(weights);
}

function checked(value: JsonValue, what: string): Record<string, number> {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || isNdArray(value))
    throw usageError(`${what} holds no object of class weights`, HINT);
  const weights: Record<string, number> = {};
  for (const [name, weight] of Object.entries(value)) {
    if (!/^-?\d+$/.test(name))
      throw usageError(`${what}: ${name} is no class, which is a whole number`, HINT);
    if (typeof weight !== 'number')
      throw usageError(`${what}: the weight of class ${name} is no number`, HINT);
    weights[name] = weight;
  }
  return weights;
}
