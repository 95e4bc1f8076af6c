/** Audits of programs: typed arrays, shapes and nested lists say what a file of the same numbers says. */
import { describe, expect, test } from 'vitest';
import type { ArrayInput, AuditInput } from '../../src/index.js';
import { chooseEngines, LossauditError, readAudit, runAudit, VERSION } from '../../src/index.js';

const base: AuditInput = { framework: 'keras@3', loss: 'mse', y_pred: [[1], [2]] };
async function computed(given: AuditInput) {
  const audit = await readAudit(given);
  const engines = await chooseEngines('reference', audit.dtype, VERSION);
  return runAudit(audit, engines, { full: false, version: VERSION });
}

const arrayOf = async (y_true: ArrayInput) =>
  (await readAudit({ ...base, y_true })).outputs[0]!.arrays.y_true!;

describe('an array of a program', () => {
  test.each<[string, ArrayInput, string, number[]]>([
    ['nested lists', [[1], [2]], 'float64', [2, 1]],
    ['booleans', [true, false], 'bool', [2]],
    ['words', [1, 'NaN'] as never, 'float64', [2]],
    ['integers', [1n, 2n], 'float64', [2]],
    ['Float64Array', Float64Array.of(1, 2), 'float64', [2]],
    ['Float32Array', Float32Array.of(1, 2), 'float32', [2]],
    ['Int32Array', Int32Array.of(1, 2), 'int32', [2]],
    ['Int16Array', Int16Array.of(1, 2), 'int16', [2]],
    ['Int8Array', Int8Array.of(1, 2), 'int8', [2]],
    ['Uint32Array', Uint32Array.of(1, 2), 'uint32', [2]],
    ['Uint16Array', Uint16Array.of(1, 2), 'uint16', [2]],
    ['Uint8Array', Uint8Array.of(1, 2), 'uint8', [2]],
    ['Uint8ClampedArray', Uint8ClampedArray.of(1, 2), 'uint8', [2]],
    ['BigInt64Array', BigInt64Array.of(1n, 2n), 'int64', [2]],
    ['BigUint64Array', BigUint64Array.of(1n, 2n), 'uint64', [2]],
    ['a shape', { data: Float32Array.of(1, 2), shape: [2, 1] }, 'float32', [2, 1]],
    ['numbers with a shape', { data: [1, 2], shape: [2, 1] }, 'float64', [2, 1]],
    ['a dtype', { data: [1, 2], dtype: 'bfloat16' }, 'bfloat16', [2]],
    ['rows', [Float32Array.of(1), Float32Array.of(2)], 'float32', [2, 1]],
    ['rows of several kinds', [Float32Array.of(1), Int8Array.of(2)], 'float64', [2, 1]],
    ['values with a dtype', { values: Float64Array.of(1, 2), dtype: 'float16' }, 'float16', [2]],
    ['a part of a buffer', new Float32Array(new Float32Array(4).buffer, 8, 2), 'float32', [2]],
  ])('%s', async (_, given, dtype, shape) => {
    const array = await arrayOf(given);
    expect([array.dtype, array.shape]).toEqual([dtype, shape]);
  });

  test.each<[unknown, string, string]>([
    [{ data: Float32Array.of(1, 2), shape: [3] }, 'array-shape', 'The shape [3]'],
    [{ data: Float32Array.of(1, 2), shape: [-2] }, 'array-spec', 'no list of sizes'],
    [{ data: Float32Array.of(1, 2), shape: '2' }, 'array-spec', 'no list of sizes'],
    [{ data: [1], size: 1 }, 'array-spec', 'the key "size"'],
    [{ data: [0.5], dtype: 'int8' }, 'value-not-in-dtype', '0.5'],
    [{ data: [0.5], dtype: 'int7' }, 'dtype-unknown', 'int7'],
    [Buffer.from('bytes'), 'array-spec', 'a Buffer'],
    [new DataView(new ArrayBuffer(8)), 'array-spec', 'a DataView'],
    [new ArrayBuffer(8), 'array-spec', 'ArrayBuffer'],
    [new Map(), 'array-spec', 'a Map'],
    [() => 1, 'array-spec', 'a function'],
    [[[1], [2, 3]], 'json-ragged', 'y_true[1] is a row of 2'],
    [[[1], 2], 'json-ragged', 'y_true[1] is a single value'],
    [[1, [2]], 'json-ragged', 'y_true[1] is a list'],
    [[Float32Array.of(1), Float32Array.of(1, 2)], 'json-ragged', 'y_true[1] is a row of 2'],
    [[1, 'two'], 'json-mixed', 'y_true[1] is text'],
    [[1, null], 'json-mixed', 'y_true[1] is null'],
    [[1, undefined], 'json-mixed', 'y_true[1] is undefined'],
    [['one', 'two'], 'array-spec', 'holds no numbers'],
    [[2n ** 53n + 1n], 'number-inexact', '9007199254740993'],
    [BigInt64Array.of(0n, 2n ** 53n + 1n), 'value-inexact', '[1] is 9007199254740993'],
  ])('%o is refused', async (given, code, message) => {
    const error = await arrayOf(given as never).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(LossauditError);
    expect([error.code, error.where]).toEqual([code, 'y_true']);
    expect(error.message).toContain(message);
  });

  test('a list that holds itself is refused', async () => {
    const list: unknown[] = [];
    list.push(list);
    const params: Record<string, unknown> = {};
    params.params = params;
    await expect(arrayOf(list as never)).rejects.toBeInstanceOf(LossauditError);
    await expect(readAudit({ ...base, params } as never)).rejects.toBeInstanceOf(LossauditError);
  });

  test('stays as it is', async () => {
    const y_pred = Float32Array.of(0.2, 0.9, 0.4, 0.7);
    const y_true = Int32Array.of(1, 0);
    const before = [[...y_pred], [...y_true]];
    await computed({
      framework: 'keras@2.2',
      loss: 'sparse_categorical_crossentropy',
      y_true,
      y_pred: { data: y_pred, shape: [2, 2] },
      sample_weight: Float64Array.of(1, 0),
    });
    expect([[...y_pred], [...y_true]]).toEqual(before);
  });
});

describe('says what a file would', () => {
  // numpy: ((1 − 1.5)² + (2 − 2.5)²) / 2.
  const file = { framework: 'torch', loss: 'mse_loss', y_true: [1, 2], y_pred: [1.5, 2.5] };

  test('lists have no dtype, typed arrays have: torch computes in it', async () => {
    expect((await readAudit(file)).dtype).toBe('float32');
    const typed = { ...file, y_true: Float64Array.of(1, 2), y_pred: Float64Array.of(1.5, 2.5) };
    expect((await readAudit(typed)).dtype).toBe('float64');
    expect((await computed(typed)).total).toBe(0.25);
  });

  test('in params, inputs, outputs and expect', async () => {
    const weighted = await computed({
      framework: 'torch',
      loss: 'cross_entropy',
      y_pred: [[0, 0]],
      y_true: [1],
      params: { weight: Float32Array.of(1, 3) },
    });
    expect(weighted.total).toBeCloseTo(Math.LN2, 6);
    const anchor = [Float32Array.of(0, 0)];
    const triplet = { anchor, positive: [[3, 4]], negative: { data: [0, 0], shape: [1, 2] } };
    // Distances 5 and 0, margin 1: 5 − 0 + 1; torch adds 1e-6 to each difference.
    const loss = { framework: 'torch', loss: 'TripletMarginLoss', inputs: triplet };
    expect((await computed(loss)).total).toBeCloseTo(6, 4);
    const output = { loss: 'mse', y_true: Float32Array.of(1, 2), y_pred: [1, 4] };
    const several = await readAudit({
      framework: 'keras@3',
      outputs: { data: output, b: output },
      expect: { outputs: { data: { per_sample: Float64Array.of(0, 4) } } },
    });
    expect(several.outputs.map((o) => o.arrays.y_true!.dtype)).toEqual(['float32', 'float32']);
    expect([...several.expect!.outputs.data!.perSample!.data]).toEqual([0, 4]);
  });

  test('keys over those of a file', async () => {
    const bytes = Buffer.from(JSON.stringify({ ...file, reported: '0.25' }));
    const audit = await readAudit(bytes, { y_pred: Float32Array.of(1, 2) });
    expect([...audit.outputs[0]!.arrays.y_pred!.data]).toEqual([1, 2]);
    expect(audit.reported.map((r) => r.text)).toEqual(['0.25']);
    expect((await readAudit({ ...file, reported: 0.25 })).reported.map((r) => r.text)).toEqual(['0.25']);
  });

  test('what is wrong with it', async () => {
    await expect(readAudit({ ...file, los: 'mse' } as never)).rejects.toThrow('unknown key los');
    await expect(readAudit({ ...file, loss: undefined } as never)).rejects.toMatchObject({
      code: 'missing-key',
    });
    await expect(readAudit(JSON.parse('{"loss":"mse","__proto__":1}'))).rejects.toMatchObject({
      code: 'json-refused-key',
    });
  });
});
