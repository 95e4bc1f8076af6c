/** Refusals of JSON texts and the numbers in them. */
import { row } from './row.js';

/** Where it stands; the path is that of the value, `the array` at the top. */
export interface Place {
  line: number;
  column: number;
  path: string;
}

/** Of an array that a program gave, there is no line. */
type ArrayPlace = Partial<Place> & Pick<Place, 'path'>;

export const JSON_ERRORS = {
  'json-syntax': row<Place & { found: string; expected: string; hint: string }>({
    message: (d) => `Not valid JSON: found ${d.found}, expected ${d.expected}`,
    hint: (d) => d.hint,
  }),
  'json-encoding': row<Partial<Omit<Place, 'path'>> & { problem: string; hint: string }>({
    message: (d) => `Not JSON text: ${d.problem}`,
    hint: (d) => d.hint,
  }),
  'json-duplicate-key': row<Place & { key: string; firstLine: number }>({
    message: (d) => `The key "${d.key}" stands twice in one object (first in line ${d.firstLine})`,
    hint: 'Which one is meant? Remove the other.',
  }),
  'json-refused-key': row<Partial<Place> & { key: string }>({
    message: (d) => `The key "${d.key}" is not taken`,
    hint: 'JavaScript has another use for this name: take another one.',
  }),
  'json-limit': row<ArrayPlace & { what: string; limit: number | string; hint: string }>({
    message: (d) => `The JSON has ${d.what}; the limit is ${d.limit}`,
    hint: (d) => d.hint,
  }),
  'json-ragged': row<ArrayPlace & { found: string; expected: string }>({
    message: (d) => `Ragged array: ${d.path} is ${d.found}, expected ${d.expected}`,
    hint: 'All rows of an array have one length: pad the shorter ones, and give a mask for the padding.',
  }),
  'json-mixed': row<ArrayPlace & { found: string; among: string }>({
    message: (d) => `${d.path} is ${d.found} in an array that also holds ${d.among}`,
    hint:
      'Arrays hold numbers, true, false, NaN, Infinity and -Infinity; a missing value is NaN, or is ' +
      'masked.',
  }),
  'number-inexact': row<Partial<Place> & { literal: string; nearest: bigint }>({
    message: (d) => `The integer ${d.literal} cannot be held exactly: the nearest double is ${d.nearest}`,
    hint:
      'If it is an approximate number, write a decimal point; if it is an identifier, renumber it below ' +
      '2^53.',
  }),
  'number-overflow': row<Place & { literal: string }>({
    message: (d) => `The number ${d.literal} is beyond the largest double, 1.7976931348623157e308`,
    hint: 'Write Infinity if that is meant.',
  }),
  'number-underflow': row<Place & { literal: string }>({
    message: (d) => `The number ${d.literal} is below the smallest double, 5e-324: it would become 0`,
    hint: 'Write 0 if that is meant.',
  }),
};

export type JsonErrorCode = keyof typeof JSON_ERRORS;
