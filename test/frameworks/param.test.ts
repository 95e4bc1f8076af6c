/** Declared parameters: what fits, what is said of what does not, and the types that a loss gets. */
import { describe, expect, expectTypeOf, test } from 'vitest';
import { LossauditError } from '../../src/errors.js';
import type { Expr } from '../../src/expr/node.js';
import {
  choice,
  either,
  flag,
  integer,
  namesArray,
  number,
  optional,
  type ParamValue,
  paramOf,
  paramValues,
  text,
  type ValuesOf,
  vector,
} from '../../src/frameworks/param.js';
import type { NdArray } from '../../src/tensor/ndarray.js';
import { Version, VersionRange } from '../../src/text/version.js';

const declared = {
  from_logits: flag(false, { role: 'logits' }),
  delta: number(1, { from: 0, role: 'threshold' }),
  label_smoothing: number(0, { from: 0, to: 1, versions: '2.3-2.15', role: 'smoothing' }),
  axis: integer(-1, { to: 3, role: 'class-axis' }),
  mode: choice(['mean', 'sum']),
  ignore_class: optional(integer(0, { role: 'ignored-label' })),
  loss_type: text('ForMaskedLM'),
  weight: vector('class', { role: 'class-weights' }),
  multioutput: either(choice(['uniform_average', 'raw_values']), vector('output')),
};
const SQUARE: NdArray = { dtype: 'float64', shape: [2, 2], data: Float64Array.of(1, 2, 3, 4) };
const LIST: NdArray = { ...SQUARE, shape: [4] };
const values = (given: Record<string, ParamValue>, version = '2.4') =>
  paramValues(given, declared, { loss: 'some_loss', framework: 'Keras', version: new Version(version) });

function refusal(given: Record<string, ParamValue>, version?: string): LossauditError {
  try {
    values(given, version);
  } catch (error) {
    if (error instanceof LossauditError) return error;
  }
  throw new Error('not refused');
}

test('what may name a file is told from a word', () => {
  expect(values({ weight: LIST, multioutput: LIST })).toMatchObject({ weight: LIST, multioutput: LIST });
  expect(namesArray(declared.weight, 'w.npy')).toBe(true);
  expect(namesArray(declared.multioutput, 'w.npy')).toBe(true);
  expect(namesArray(declared.multioutput, 'raw_values')).toBe(false);
  expect(namesArray(declared.mode, 'w.npy')).toBe(false);
});

test('defaults, and what is given over them', () => {
  expect(values({ delta: 0.5, ignore_class: -1 })).toEqual({
    from_logits: false,
    delta: 0.5,
    label_smoothing: 0,
    axis: -1,
    mode: 'mean',
    ignore_class: -1,
    loss_type: 'ForMaskedLM',
    weight: null,
    multioutput: 'uniform_average',
  });
  expect(values({ ignore_class: null }).ignore_class).toBeNull();
  expectTypeOf<ValuesOf<typeof declared>>().toEqualTypeOf<{
    readonly from_logits: boolean;
    readonly delta: number;
    readonly label_smoothing: number;
    readonly axis: number;
    readonly mode: 'mean' | 'sum';
    readonly ignore_class: number | null;
    readonly loss_type: string;
    readonly weight: Expr | null;
    readonly multioutput: 'uniform_average' | 'raw_values' | Expr | null;
  }>();
});

describe('what does not fit', () => {
  test.each<[Record<string, ParamValue>, string]>([
    [{ from_logits: 1 }, 'from_logits is 1, but must be true or false'],
    [{ delta: -1 }, 'delta is -1, but must be a finite number of at least 0'],
    [{ delta: Number.NaN }, 'delta is NaN, but must be a finite number of at least 0'],
    [{ delta: null }, 'delta is null, but must be a finite number of at least 0'],
    [{ label_smoothing: 1.5 }, 'label_smoothing is 1.5, but must be a finite number from 0 to 1'],
    [{ axis: 0.5 }, 'axis is 0.5, but must be an integer of at most 3'],
    [{ mode: 'none' }, 'mode is "none", but must be one of mean, sum'],
    [{ ignore_class: 'a' }, 'ignore_class is "a", but must be an integer, or null'],
    [{ loss_type: 2 }, 'loss_type is 2, but must be a text'],
    [{ weight: 2 }, 'weight is 2, but must be a list with a number for each class'],
    [
      { weight: SQUARE },
      'weight is an array of shape [2, 2], but must be a list with a number for each class',
    ],
    [
      { multioutput: true },
      'multioutput is true, but must be one of uniform_average, raw_values, or a list with a number for each output',
    ],
  ])('%o', (given, message) => {
    expect(refusal(given)).toMatchObject({ code: 'bad-param', where: `params.${Object.keys(given)[0]}` });
    expect(refusal(given).message).toBe(message);
  });

  test('a name that no loss has, that the version lacks, or that every object has', () => {
    expect(refusal({ detla: 1 })).toMatchObject({ code: 'unknown-param', hint: 'Did you mean delta?' });
    const early = refusal({ label_smoothing: 0.1 }, '2.2.4');
    expect(early.message).toBe('some_loss of Keras 2.2.4 has no parameter label_smoothing');
    expect(early.hint).toContain('It is in Keras 2.3 – 2.15.');
    expect(refusal({ constructor: 1 }).code).toBe('unknown-param');
  });
});

test('names by role', () => {
  expect(paramOf(declared, 'logits', new Version('3.0'))).toEqual({ name: 'from_logits', default: false });
  expect(paramOf(declared, 'positive-weight', new Version('3.0'))).toBeUndefined();
});

describe('ranges of versions', () => {
  test.each([
    ['2.3-2.15', '2.3 – 2.15', ['2.3', '2.3.1', '2.9.0', '2.15.3'], ['2.2.5', '2.16', '3']],
    ['3.10-', '3.10 and later', ['3.10', '3.10.1', '4'], ['3.9.9', '2.15']],
    ['-2.2', 'up to 2.2', ['1.0', '2.2.5'], ['2.3']],
    ['2.2.5', '2.2.5', ['2.2.5'], ['2.2.4', '2.2.6']],
    ['', 'all versions', ['0.1', '9'], []],
  ])('%s', (text, printed, inside, outside) => {
    const range = VersionRange.of(text);
    expect(range.text).toBe(printed);
    expect(inside.filter((v) => !range.includes(new Version(v)))).toEqual([]);
    expect(outside.filter((v) => range.includes(new Version(v)))).toEqual([]);
  });
});
