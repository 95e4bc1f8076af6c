import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LossauditError } from '../../src/errors.js';
import { parseJson } from '../../src/io/json.js';

describe('any bytes', () => {
  const corpus = [
    '{"name": "é", "framework": "keras@2.2", "y_true": [[1], [0]], "y_pred": [[0.25], [NaN]], "expect": {"loss": 4.1276, "rtol": 1e-4}}',
    '{"a": {"values": [true, false], "dtype": "int64"}, "b": [], "c": [[], []], "d": ["x\\n", "\\u00e9", null, {}], "e": -12.5e+3}',
  ].map((text) => Buffer.from(text));

  /**
   * Our parser against JSON.parse: it refuses more, but never takes what JSON.parse refuses, Python's words
   * aside.
   */
  function compare(bytes: Buffer): void {
    let ours: string | undefined;
    try {
      parseJson(bytes, 'fuzz');
    } catch (error) {
      if (!(error instanceof LossauditError)) throw error;
      ours = error.code;
      expect(error.hint).not.toBe('');
    }
    let isJson = true;
    try {
      JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    } catch {
      isJson = false;
    }
    if (isJson) expect(ours ?? 'number-').toMatch(/^(number-|json-(mixed|ragged|duplicate-key|limit))/);
    else if (ours === undefined) expect(bytes.toString()).toMatch(/NaN|Infinity/);
  }

  it('are a document or a clear refusal', () => {
    const edit = fc.tuple(
      fc.nat(200),
      fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(...Buffer.from('[]{},:"-+.e0 1\\'))),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...corpus),
        fc.array(edit, { maxLength: 4 }),
        fc.option(fc.nat(200)),
        (bytes, edits, end) => {
          const copy = Buffer.from(bytes);
          for (const [at, value] of edits) copy[at % copy.length] = value;
          compare(copy.subarray(0, end ?? copy.length));
        },
      ),
      { numRuns: 5000 },
    );
  });

  it('as tokens are a document or a clear refusal', () => {
    const token = fc.constantFrom(
      '[',
      ']',
      '{',
      '}',
      ',',
      ':',
      '"a"',
      '"b"',
      '1',
      '-0.5',
      'true',
      'null',
      'NaN',
      '"NaN"',
      '1e5',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(token, { maxLength: 14 }), (tokens) => compare(Buffer.from(tokens.join('')))),
      { numRuns: 10_000 },
    );
  });
});
