import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type JsonDocument, type JsonValue, parseJson } from '../../src/io/json.js';
import { isNdArray } from '../../src/tensor/ndarray.js';
import { refusal } from './refusal.js';

const parse = (text: string): JsonDocument => parseJson(Buffer.from(text), 'a.json');

/** What JSON.parse makes of it, arrays of numbers turned into array records; `refused` if they are none. */
const REFUSED = Symbol('refused');
const WORDS = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
]);

function model(value: unknown): unknown {
  if (!Array.isArray(value)) {
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).map(([key, member]) => [key, model(member)] as const);
    return entries.some(([, member]) => member === REFUSED) ? REFUSED : Object.fromEntries(entries);
  }
  const leaves = value.flat(Number.POSITIVE_INFINITY);
  const isNumber = (leaf: unknown) => typeof leaf === 'number' || typeof leaf === 'boolean';
  const isOther = (leaf: unknown) => !isNumber(leaf) && !(typeof leaf === 'string' && WORDS.has(leaf));
  if (leaves.some(isOther)) {
    if (leaves.some(isNumber)) return REFUSED;
    const items = value.map((item) => (Array.isArray(item) ? others(item) : model(item)));
    return items.includes(REFUSED) ? REFUSED : items;
  }
  if (value.length === 0) return [];
  const shape = shapeOf(value);
  if (shape === undefined)
    return leaves.some(isNumber) ? REFUSED : value.map((item) => (Array.isArray(item) ? others(item) : item));
  const isBool = leaves.length > 0 && leaves.every((leaf) => typeof leaf === 'boolean');
  const data = leaves.map((leaf) => WORDS.get(leaf as string) ?? Number(leaf));
  return {
    dtype: isBool ? 'bool' : 'float64',
    shape,
    data: isBool ? Uint8Array.from(data) : Float64Array.from(data),
  };
}

/** The arrays inside an array that holds other things hold other things too. */
function others(value: unknown[]): unknown {
  const items = value.map((item) => (Array.isArray(item) ? others(item) : model(item)));
  return items.includes(REFUSED) ? REFUSED : items;
}

function shapeOf(value: unknown): number[] | undefined {
  if (!Array.isArray(value)) return [];
  const [first, ...rest] = value.map(shapeOf);
  if (first === undefined) return value.length === 0 ? [0] : undefined;
  return rest.every((shape) => JSON.stringify(shape) === JSON.stringify(first))
    ? [value.length, ...first]
    : undefined;
}

/** With the prototype that toEqual compares. */
function plain(value: JsonValue): unknown {
  if (value === null || typeof value !== 'object' || isNdArray(value)) return value;
  if (Array.isArray(value)) return value.map(plain);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member)]));
}

// Whole doubles of 2^53 and more are written as integers, not all of which are the double's value: they are
// refused.
const leaf = fc.oneof(
  fc.double({ min: -(2 ** 53), max: 2 ** 53 }),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('NaN', 'Infinity', '-Infinity', '__proto__'),
);
const { document: anyDocument } = fc.letrec((tie) => ({
  document: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.array(tie('document'), { maxLength: 4 }),
    // The key that is refused has a test of its own.
    fc.dictionary(
      fc.string().filter((key) => key !== '__proto__'),
      tie('document'),
      { maxKeys: 4 },
    ),
    fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { maxLength: 5 }),
    fc.array(fc.array(fc.integer(), { minLength: 2, maxLength: 2 }), { maxLength: 4 }),
    fc.array(fc.boolean(), { maxLength: 4 }),
  ),
}));
const space = fc.constantFrom(0, 1, '\t', '\r\n ');

describe('valid JSON', () => {
  it('means what JSON.parse says', async () => {
    await fc.assert(
      fc.asyncProperty(anyDocument, space, async (value, indent) => {
        const text = JSON.stringify(value, null, indent === '\r\n ' ? ' ' : indent).replaceAll(
          '\n',
          indent === '\r\n ' ? '\r\n' : '\n',
        );
        const expected = model(JSON.parse(text));
        if (expected === REFUSED)
          expect((await refusal(() => parse(text))).code).toMatch(/^json-(mixed|ragged)$/);
        else expect(plain(parse(text).value)).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
  });

  it('numbers are the nearest doubles', () => {
    const literal = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
      fc
        .tuple(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer({ min: 1, max: 30 }))
        .map(([v, n]) => v.toPrecision(n)),
      fc
        .tuple(fc.double({ min: -1e9, max: 1e9, noNaN: true }), fc.integer({ min: 1, max: 30 }))
        .map(([v, n]) => v.toFixed(n)),
      fc.tuple(fc.bigInt(0n, 10n ** 25n), fc.integer({ min: -330, max: 280 })).map(([m, e]) => `${m}e${e}`),
      fc.tuple(fc.maxSafeNat(), fc.nat(25)).map(([m, zeros]) => `-0.${'0'.repeat(zeros)}${m}`),
    );
    fc.assert(
      fc.property(
        literal.filter((text) => Number.isFinite(Number(text))),
        (text) => {
          const withPoint = /[.e]/.test(text) ? text : `${text}.0`;
          // Digits that make 0 are refused.
          fc.pre(Number(withPoint) !== 0 || !/[1-9].*e|[1-9][0-9.]*$/.test(withPoint));
          const value = parse(withPoint).value;
          expect(value).toBe(Number(withPoint));
          expect(parse(`[${withPoint}]`).value).toEqual({
            dtype: 'float64',
            shape: [1],
            data: Float64Array.of(Number(withPoint)),
          });
        },
      ),
      { numRuns: 3000 },
    );
  });

  it.each([
    ['-0', -0],
    ['9007199254740993.0', 9007199254740992],
    ['9007199254740992', 2 ** 53],
    ['-36893488147419103232', -(2 ** 65)],
    ['1.7976931348623157e308', Number.MAX_VALUE],
    ['2.2250738585072011e-308', 2.225073858507201e-308],
    // The smallest double is 4.94e-324: from half of it on, it is the nearest.
    ['2.5e-324', 5e-324],
    ['0.0e-999', 0],
    ['-0e-99999', -0],
    [`0.${'0'.repeat(400)}`, 0],
    ['NaN', Number.NaN],
    ['Infinity', Number.POSITIVE_INFINITY],
    ['-Infinity', Number.NEGATIVE_INFINITY],
  ])('%s', (text, value) => {
    expect(parse(text).value).toBe(value);
  });

  it("takes Python's words in arrays, bare and quoted", () => {
    const { value } = parse('[[NaN, "NaN"], [Infinity, "-Infinity"], [true, -Infinity]]');
    const inf = Number.POSITIVE_INFINITY;
    expect(value).toEqual({
      dtype: 'float64',
      shape: [3, 2],
      data: Float64Array.of(Number.NaN, Number.NaN, inf, -inf, 1, -inf),
    });
  });

  it('keeps lists that are no arrays', () => {
    expect(
      parse('{"codes": ["NaN", "zero-weights"], "none": [], "words": ["NaN"], "rows": [[], []]}').value,
    ).toMatchObject({
      codes: ['NaN', 'zero-weights'],
      none: [],
      words: { shape: [1] },
      rows: { dtype: 'float64', shape: [2, 0] },
    });
  });

  it('has no key with a special meaning', () => {
    const { value } = parse('{"constructor": 2, "toString": 3}');
    expect(Object.keys(value as object)).toEqual(['constructor', 'toString']);
  });

  it('refuses the one key that other code would lose', () => {
    expect(() => parse('{"__proto__": {"polluted": 1}}')).toThrow('The key "__proto__" is not taken');
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it('ignores a byte order mark', () => {
    expect(parse('\ufeff[1]').value).toMatchObject({ shape: [1] });
    expect(parse('\ufeff{"a": 1}').locate(['a'])).toMatchObject({ start: 9, end: 10, line: 1, column: 7 });
  });

  it('holds arrays of any length', () => {
    for (const length of [63, 64, 65, 5000, 100_000]) {
      const numbers = Array.from({ length }, (_, i) => i / 8);
      expect(parse(JSON.stringify(numbers)).value).toEqual({
        dtype: 'float64',
        shape: [length],
        data: Float64Array.from(numbers),
      });
    }
  });
});

describe('places', () => {
  it('every value is found where it is written', () => {
    fc.assert(
      fc.property(anyDocument, space, (value, indent) => {
        const text = JSON.stringify(value, null, indent === '\r\n ' ? ' ' : indent);
        const root: unknown = JSON.parse(text);
        if (model(root) === REFUSED) return;
        const document = parse(text);
        const bytes = Buffer.from(text);
        const visit = (node: unknown, path: (string | number)[]): void => {
          const place = document.locate(path);
          expect(place).toBeDefined();
          if (!place) return;
          const written = bytes.toString('utf8', place.start, place.end);
          expect(JSON.parse(written)).toEqual(node);
          const before = bytes.toString('utf8', 0, place.start).split('\n');
          expect(place.line).toBe(before.length);
          expect(place.column).toBe([...before[before.length - 1]].length + 1);
          const isContainer = typeof node === 'object' && node !== null;
          expect(document.textAt(path)).toBe(isContainer ? undefined : written);
          if (Array.isArray(node))
            node.forEach((item, i) => {
              visit(item, [...path, i]);
            });
          else if (isContainer)
            for (const [key, member] of Object.entries(node)) visit(member, [...path, key]);
        };
        visit(root, []);
      }),
      { numRuns: 500 },
    );
  });

  it('what is not there has no place', () => {
    const document = parse('{"a": [1, 2], "b": {}, "c": []}');
    for (const path of [['d'], ['a', 2], ['a', 'x'], ['b', 'x'], ['c', 0], ['a', 0, 0], [0]]) {
      expect(document.locate(path)).toBeUndefined();
      expect(document.textAt(path)).toBeUndefined();
    }
  });
});

describe('JSON that is wrong', () => {
  const cases: [text: string, code: string, where: string, words: string][] = [
    ['', 'file-empty', 'a.json', 'empty'],
    [' \n', 'file-empty', 'a.json', 'empty'],
    ['{"y_pred": [[1, 2],\n [3, "abc"]]}', 'json-mixed', 'a.json:2:6, y_pred[1][1]', 'is text'],
    ['{"y": [1, null]}', 'json-mixed', 'a.json:1:11, y[1]', 'null'],
    ['{"y": [true, {"a": 1}]}', 'json-mixed', 'a.json:1:14, y[1]', 'an object'],
    ['{"y": ["abc", 1]}', 'json-mixed', 'a.json:1:15, y[1]', 'y[1] is 1'],
    ['{"y": [[{}], [NaN]]}', 'json-mixed', 'a.json:1:15, y[1][0]', 'NaN'],
    ['{"y": [[1, 2], [3]]}', 'json-ragged', 'a.json:1:16, y[1]', 'a row of 1, expected a row of 2'],
    ['{"y": [[[1], [2]], [[3], [4], [5]]]}', 'json-ragged', 'a.json:1:20, y[1]', 'a row of 3'],
    ['{"y": [[1], 2]}', 'json-ragged', 'a.json:1:13, y[1]', 'a number, expected an array'],
    ['{"y": [1, [2]]}', 'json-ragged', 'a.json:1:11, y[1]', 'an array, expected a number'],
    ['{"y": [[], [1]]}', 'json-ragged', 'a.json:1:12, y[1]', 'a row of 1'],
    ['{"a": {"b": 1,\n\n "b": 2}}', 'json-duplicate-key', 'a.json:3:2, a.b', 'line 1'],
    ['{"my key": [01]}', 'json-syntax', 'a.json:1:13, ["my key"][0]', 'leading zeros'],
    ["{'a': 1}", 'json-syntax', 'a.json:1:2', 'json.dumps'],
    ['{"a": 1,}', 'json-syntax', 'a.json:1:9', 'Remove the comma'],
    ['{"y": [1, 2, ]}', 'json-syntax', 'a.json:1:14, y[2]', 'Remove the comma'],
    ['{"y": ["a", ]}', 'json-syntax', 'a.json:1:13, y', 'Remove the comma'],
    ['[1 2]', 'json-syntax', 'a.json:1:4, [1]', 'a comma or ]'],
    ['{"a": 1 "b": 2}', 'json-syntax', 'a.json:1:9', 'a comma or }'],
    ['{"a" 1}', 'json-syntax', 'a.json:1:6, a', 'a colon'],
    ['{a: 1}', 'json-syntax', 'a.json:1:2', 'double quotes'],
    ['{"a": 1 // one\n}', 'json-syntax', 'a.json:1:9', 'no comments'],
    ['{"a": [1, # one\n 2]}', 'json-syntax', 'a.json:1:11, a[1]', 'no comments'],
    ['{"a": /* one */ 1}', 'json-syntax', 'a.json:1:7, a', 'no comments'],
    ['[1, nan]', 'json-syntax', 'a.json:1:5, [1]', 'Write NaN.'],
    ['[1, -inf]', 'json-syntax', 'a.json:1:5, [1]', 'Write -Infinity.'],
    ['{"a": None}', 'json-syntax', 'a.json:1:7, a', 'Write null.'],
    ['{"a": True}', 'json-syntax', 'a.json:1:7, a', 'Write true.'],
    ['{"a": (1, 2)}', 'json-syntax', 'a.json:1:7, a', 'no tuples'],
    ['[+1]', 'json-syntax', 'a.json:1:2, [0]', 'plus sign'],
    ['[1.]', 'json-syntax', 'a.json:1:2, [0]', 'a digit'],
    ['[.5]', 'json-syntax', 'a.json:1:2, [0]', 'each side of the point'],
    ['[1e]', 'json-syntax', 'a.json:1:2, [0]', 'a digit in the exponent'],
    ['[-]', 'json-syntax', 'a.json:1:2, [0]', '"-"'],
    ['[0x10]', 'json-syntax', 'a.json:1:3, [1]', 'x10'],
    ['1e999', 'number-overflow', 'a.json:1:1', 'Infinity'],
    ['{"y": [1, -1e400]}', 'number-overflow', 'a.json:1:11, y[1]', '-1e400'],
    ['{"y": [[9007199254740993]]}', 'number-inexact', 'a.json:1:9, y[0][0]', '9007199254740992'],
    ['123456789012345678901', 'number-inexact', 'a.json:1:1', '123456789012345683968'],
    ['[1', 'json-syntax', 'a.json:1:3, [1]', 'cut off'],
    ['[', 'json-syntax', 'a.json:1:2', 'cut off'],
    ['{"a": "b', 'json-syntax', 'a.json:1:9, a', 'a closing "'],
    ['{"a": "b\n"}', 'json-syntax', 'a.json:1:7, a', 'A quote is missing'],
    ['"C:\\data"', 'json-syntax', 'a.json:1:4', 'use /'],
    ['"\\u12g4"', 'json-syntax', 'a.json:1:2', 'escape'],
    ['"a\tb"', 'json-syntax', 'a.json:1:3', 'control character 0x09'],
    ['{"a": 1} {"b": 2}', 'json-syntax', 'a.json:1:10', 'One JSON value per file'],
    ['[1]\0', 'json-syntax', 'a.json:1:4', 'NUL'],
    ['\u00a0[1]', 'json-syntax', 'a.json:1:1', '\u00a0'],
    ['['.repeat(100_000), 'json-limit', 'a.json:1:33', '32 axes'],
    ['{"a":'.repeat(100_000), 'json-limit', 'a.json:1:321', '64 levels'],
    ['[{"a":'.repeat(100_000), 'json-limit', 'a.json:1:193', '64 levels'],
    [`["x", ${'['.repeat(100_000)}`, 'json-limit', 'a.json:1:70', '64 levels'],
    // The list is the first value; the 65,536th object is one too many: 3 · 65,535 characters and the bracket
    // before it.
    [`[${'{},'.repeat(70_000)}{}]`, 'json-limit', 'a.json:1:196607', '65536'],
    [
      `{"params": {${Array.from({ length: 70_000 }, (_, i) => `"k${i}": 1`).join()}}}`,
      'json-limit',
      'a.json:1:',
      '65536',
    ],
    [`{"a": "x", "b": [null, ${'null, '.repeat(70_000)}null]}`, 'json-limit', 'a.json:1:', '65536'],
    ['1e-400', 'number-underflow', 'a.json:1:1', 'would become 0'],
    ['[[1, 2e-324]]', 'number-underflow', 'a.json:1:6, [0][1]', '5e-324'],
    ['{"y": -0.00001e-320}', 'number-underflow', 'a.json:1:7, y', '-0.00001e-320'],
    [`0.${'0'.repeat(330)}1`, 'number-underflow', 'a.json:1:1', 'would become 0'],
    [`"${'x'.repeat(2 ** 24)}"`, 'json-limit', 'a.json:1:1', '16777216'],
  ];
  it.each(cases.map(([text, ...rest]) => [text.slice(0, 40), text, ...rest] as const))(
    '%j',
    async (_, text, code, where, words) => {
      const error = await refusal(() => parse(text));
      expect(error.code).toBe(code);
      expect(error.where.startsWith(where)).toBe(true);
      expect(`${error.message} ${error.hint}`).toContain(words);
      expect(error.hint).not.toBe('');
    },
  );

  const encodings: [name: string, bytes: Buffer, words: string][] = [
    ['UTF-16 with a byte order mark', Buffer.from('\ufeff{"a": 1}', 'utf16le'), 'UTF-16 (little-endian)'],
    ['UTF-16 without one', Buffer.from('{"a": 1}', 'utf16le'), 'UTF-16 (little-endian)'],
    ['big-endian UTF-16', Buffer.from('{"a": 1}', 'utf16le').swap16(), 'UTF-16 (big-endian)'],
    ['Latin-1', Buffer.from('{"a":\n "caf\xe9"}', 'latin1'), '0xe9 in line 2, column 6'],
    ['an overlong sequence', Buffer.from('["\xc0\xaf"]', 'latin1'), '0xc0 in line 1, column 3'],
    ['a cut sequence', Buffer.from('"\xe2\x82', 'latin1'), '0xe2 in line 1, column 2'],
    [
      'far behind',
      Buffer.concat([Buffer.from(`["${'é€😀'.repeat(5000)}`), Buffer.from([0xff]), Buffer.from('"]')]),
      'column 15003',
    ],
    ['a safetensors file', Buffer.from('\x28\0\0\0\0\0\0\0{"a":', 'latin1'), 'a safetensors file'],
    ['an NPY file', Buffer.from('\x93NUMPY\x01\0', 'latin1'), 'an NPY file'],
    ['a zip archive', Buffer.from('PK\x03\x04\x14\0'), 'a zip archive'],
    ['a pickle', Buffer.from('\x80\x04\x95', 'latin1'), 'a Python pickle'],
    ['a picture', Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), 'binary data'],
  ];
  it.each(encodings)('%s', async (_, bytes, words) => {
    const error = await refusal(() => parseJson(bytes, 'a.json'));
    expect(error.code).toBe('json-encoding');
    expect(error.message).toContain(words);
  });
});
