/** JSON that reads back as the same numbers, as strict parsers take it, too. */
import { isNdArray, type NdArray } from '../tensor/ndarray.js';
import type { JsonValue } from './json.js';
import { isRecord } from './json-value.js';
import type { Path } from './position.js';

/** Shortest text; beyond 2^53 with an exponent, so that it reads as a float. */
export function numberJson(x: number): string {
  if (!Number.isFinite(x)) return JSON.stringify(Number.isNaN(x) ? 'NaN' : x > 0 ? 'Infinity' : '-Infinity');
  if (Object.is(x, -0)) return '-0.0';
  return Number.isInteger(x) && Math.abs(x) >= 2 ** 53 ? x.toExponential() : String(x);
}

/**
 * A line for each member of the outermost object, and of those that hold objects. It comes in pieces, for
 * arrays may be large.
 * @param textAt how a number was written, where its digits count
 */
export function* documentJson(
  value: JsonValue,
  textAt: (path: Path) => string | undefined,
  path: Path = [],
): Generator<string> {
  if (isNdArray(value)) yield* arrayJson(value);
  else if (typeof value === 'number') yield writtenJson(textAt(path)) ?? numberJson(value);
  else if (Array.isArray(value)) {
    for (const [i, element] of value.entries()) {
      yield i === 0 ? '[' : ', ';
      yield* documentJson(element, textAt, [...path, i]);
    }
    yield value.length === 0 ? '[]' : ']';
  } else if (isRecord(value)) {
    const lines = path.length === 0 || Object.values(value).some(isRecord);
    const [open, between, close] = lines
      ? [
          `\n${'  '.repeat(path.length + 1)}`,
          `,\n${'  '.repeat(path.length + 1)}`,
          `\n${'  '.repeat(path.length)}`,
        ]
      : [' ', ', ', ' '];
    for (const [i, [key, member]] of Object.entries(value).entries()) {
      yield `${i === 0 ? `{${open}` : between}${JSON.stringify(key)}: `;
      yield* documentJson(member, textAt, [...path, key]);
    }
    yield Object.keys(value).length === 0 ? '{}' : `${close}}`;
  } else yield JSON.stringify(value);
}

/** Numbers of a piece. */
const PIECE = 4096;

function* arrayJson({ shape, dtype, data }: NdArray): Generator<string> {
  const text = (at: number) => (dtype === 'bool' ? String(data[at] !== 0) : numberJson(data[at]!));
  let at = 0;
  function* axis(depth: number): Generator<string> {
    const size = shape[depth]!;
    yield '[';
    if (depth < shape.length - 1)
      for (let i = 0; i < size; i++) {
        if (i > 0) yield ', ';
        yield* axis(depth + 1);
      }
    else
      for (const end = at + size; at < end; ) {
        const piece: string[] = [];
        const until = Math.min(end, at + PIECE);
        const more = until < end;
        while (at < until) piece.push(text(at++));
        yield more ? `${piece.join(', ')}, ` : piece.join(', ');
      }
    yield ']';
  }
  if (shape.length === 0) yield text(0);
  else yield* axis(0);
}

/** The digits as they were written, where JSON takes them so. */
function writtenJson(text: string | undefined): string | undefined {
  const plain = text?.replace(/^\+/, '').replace(/^(-?)\./, '$10.');
  return plain !== undefined && /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[-+]?\d+)?$/i.test(plain) ? plain : undefined;
}
