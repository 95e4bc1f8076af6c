/**
 * One audit in every framework. The numbers are those that frameworks gave (fixtures/reference/others.json),
 * those of published scenarios, or arithmetic written out.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compareAudit } from '../../src/compare/compare.js';
import { keras } from '../../src/frameworks/keras/index.js';
import { comparison, groupOf } from '../support/comparisons.js';

const S1 = {
  framework: 'keras@2.2',
  loss: 'mse',
  y_true: [1, 4, 5],
  y_pred: [1, 2, 3],
  sample_weight: [0.1, 0, 0.1],
};

describe('tensorflow 25178: the same arrays give 0.2, 0.1333 or 2.0', async () => {
  const found = await comparison(S1);
  it('one group a number, the own one first', () => {
    const values = found.groups.map(({ value_float64: v }) => v);
    expect(values[0]).toBeCloseTo(0.2, 12);
    expect(values[1]).toBeCloseTo(0.4 / 3, 12);
    expect(values[2]).toBeCloseTo(2, 12);
    // Half the squared error, which optax had before it had the whole one.
    expect(values[3]).toBeCloseTo(0.2 / 3, 12);
    expect(values).toHaveLength(4);
  });

  it('each with its quotient and the versions that divide so', () => {
    const quotients = found.groups.map(({ ledger }) => [ledger?.numerator, ledger?.denominator]);
    expect(quotients.map(([n, d]) => [Number(n?.toFixed(6)), Number(d?.toFixed(6))])).toEqual([
      [0.4, 2],
      [0.4, 3],
      [0.4, 0.2],
      [0.2, 3],
    ]);
    expect(found.groups[0]!.members[0]).toMatchObject({ framework: 'keras', versions: '2.2.4 – 2.2.5' });
    expect(groupOf(found, 'tf1')).toBe(found.groups[0]);
    expect(groupOf(found, 'tfjs')).toBe(found.groups[0]);
    expect(groupOf(found, 'keras', '3.15.1')).toBe(found.groups[1]);
    expect(groupOf(found, 'torch')).toBe(found.groups[2]);
    expect(groupOf(found, 'sklearn')).toBe(found.groups[2]);
  });

  it('and the step in which it parts from the first', () => {
    expect(found.groups.map(({ parts_at: parts }) => parts?.step)).toEqual([
      undefined,
      'weight-rescale',
      'weight-rescale',
      'score',
    ]);
    expect(found.groups[1]!.parts_at).toEqual({
      step: 'weight-rescale',
      name: 'weight rescale',
      here: '0.4 / 3 (all samples)',
      there: '0.4 / 2 (weights that are not zero)',
    });
  });

  it('members that differ by rounding alone say so', () => {
    const tfjs = found.groups[0]!.members.find((m) => m.framework === 'tfjs')!;
    expect(Math.abs(tfjs.difference)).toBeLessThan(1e-7);
    expect(tfjs.notes).toEqual(tfjs.difference === 0 ? [] : ['differs by rounding alone']);
  });

  it('what was translated, and what could not be', () => {
    expect(found.translated).toContainEqual({
      framework: 'torch',
      versions: '2.15.0',
      what: 'sample_weight',
      how: 'given as weight',
    });
    expect(found.not_comparable).toContainEqual({
      framework: 'tfjs-layers',
      versions: 'all',
      code: 'no-slot',
      why: 'meanSquaredError of tfjs-layers takes no sample_weight',
    });
    const frameworks = [...found.groups.flatMap((g) => g.members), ...found.not_comparable];
    expect(new Set(frameworks.map((one) => one.framework)).size).toBe(11);
  });

  it('with `all` metrics and other reductions join', async () => {
    const all = await comparison(S1, { all: true }, ['keras']);
    const of = (loss: string) =>
      all.groups.find((g) => g.members.some((m) => m.loss === loss && /^2\.3/.test(m.versions)));
    expect(of('metrics.mean_squared_error')!.value_float64).toBeCloseTo(2, 12);
    const summed = all.groups.find((g) => g.members.some((m) => m.params.reduction === 'sum'));
    expect(summed!.value_float64).toBeCloseTo(0.4, 12);
  });

  it('frameworks and versions may be chosen', async () => {
    const few = await comparison(S1, {}, ['keras@2.15', 'sklearn']);
    expect(few.groups.map((g) => g.members.map((m) => `${m.framework} ${m.versions}`))).toEqual([
      ['keras 2.2.4'],
      ['keras 2.15.0'],
      ['sklearn 1.1.3 – 1.9.1'],
    ]);
    expect(few.not_comparable).toEqual([]);
  });
});

interface Case {
  readonly id: string;
  readonly expected: number;
  readonly y_true: unknown;
  readonly y_pred: unknown;
  readonly mask?: unknown;
  readonly sample_weight?: unknown;
}
const cases: Case[] = JSON.parse(readFileSync('fixtures/reference/others.json', 'utf8')).cases;
const given = (id: string) => cases.find((c) => c.id === id)!;

describe('what the frameworks themselves gave for the same arrays', () => {
  it('binary cross-entropy with weights', async () => {
    const { y_true, y_pred, sample_weight } = given('E1-keras-bce-sum_over_batch_size');
    const found = await comparison({
      framework: 'keras@3',
      loss: 'BinaryCrossentropy',
      y_true,
      y_pred,
      sample_weight,
    });
    const expected = {
      keras: 'E1-keras-bce-sum_over_batch_size',
      torch: 'E1-torch-bce-weight-mean',
      sklearn: 'E1-sklearn-log_loss-w',
      tf1: 'E1-tf1-log_loss-SUM_BY_NONZERO_WEIGHTS',
    };
    for (const [framework, id] of Object.entries(expected)) {
      const group = groupOf(found, framework, framework === 'keras' ? '3.15.1' : undefined)!;
      expect(group.value, framework).toBeCloseTo(given(id).expected, 6);
    }
    // torch divides by the rows here, as Keras does; scikit-learn by the weights.
    expect(groupOf(found, 'torch')).toBe(found.groups[0]);
    expect(groupOf(found, 'sklearn')!.parts_at).toMatchObject({ here: expect.stringContaining('/ 3.5') });
  });

  it('tokens of which some are ignored', async () => {
    const { y_true, y_pred } = given('E2-torch-ce-mean');
    const found = await comparison({
      framework: 'keras@3',
      loss: 'SparseCategoricalCrossentropy',
      params: { from_logits: true, ignore_class: -100 },
      y_true,
      y_pred,
    });
    expect(found.groups[0]!.value).toBeCloseTo(given('E2-keras-scce-ignore-sum_over_batch_size').expected, 6);
    expect(groupOf(found, 'torch')!.value).toBeCloseTo(given('E2-torch-ce-mean').expected, 6);
    expect(found.not_comparable.map(({ framework }) => framework)).toEqual(
      expect.arrayContaining(['tf1', 'tfjs', 'tfjs-layers', 'optax', 'xgboost', 'lightgbm']),
    );
  });

  it('a language model: other frameworks get the labels of the next tokens', async () => {
    const { y_true, y_pred, expected } = given('E2-hf-causal');
    const found = await comparison({ framework: 'huggingface', loss: 'ForCausalLMLoss', y_true, y_pred });
    expect(found.groups[0]!.value).toBeCloseTo(expected, 6);
    for (const framework of ['torch', 'keras']) expect(groupOf(found, framework)).toBe(found.groups[0]);
    expect(found.translated).toContainEqual(
      expect.objectContaining({
        framework: 'torch',
        what: 'y_true',
        how: 'the labels of the next tokens: all but the first',
      }),
    );
  });

  it('single elements that are masked', async () => {
    const { y_true, y_pred, mask } = given('E3-optax-mean-where');
    const found = await comparison({
      framework: 'optax',
      loss: 'squared_error',
      params: { reduction: 'jnp.mean(where)' },
      y_true,
      y_pred,
      mask,
    });
    const expected = {
      optax: 'E3-optax-mean-where',
      sklearn: 'E3-sklearn-mse-flat',
      tf1: 'E3-tf1-mean_squared_error-SUM_BY_NONZERO_WEIGHTS',
      tfjs: 'E3-tfjs-meanSquaredError-SUM_BY_NONZERO_WEIGHTS',
    };
    for (const [framework, id] of Object.entries(expected))
      expect(groupOf(found, framework)!.value, framework).toBeCloseTo(given(id).expected, 6);
  });
});

describe('published scenarios', () => {
  it('S2: 7 over the unmasked tokens (1.75), or over all of them (0.875)', async () => {
    const found = await comparison({
      framework: 'keras@2.2',
      loss: 'mae',
      y_true: [
        [[0], [0], [0], [0]],
        [[0], [0], [0], [0]],
      ],
      y_pred: [
        [[1], [1], [1], [9]],
        [[4], [9], [9], [9]],
      ],
      mask: [
        [1, 1, 1, 0],
        [1, 0, 0, 0],
      ],
    });
    expect(found.groups[0]!.value).toBe(1.75);
    expect(groupOf(found, 'keras', '2.10.0')).toMatchObject({
      value: 0.875,
      ledger: { numerator: 7, denominator: 8 },
      parts_at: { step: 'mask-rescale' },
    });
  });

  it('S7: class weights, over their sum for the labels (1.752907) or over the rows (0.666105)', async () => {
    const found = await comparison({
      framework: 'torch',
      loss: 'CrossEntropyLoss',
      params: { weight: { values: [0.4, 0.36] } },
      y_true: [1, 0],
      y_pred: [
        [3, 4],
        [6, 9],
      ],
    });
    expect(found.groups[0]!.value).toBeCloseTo(1.752907, 6);
    const keras = groupOf(found, 'keras')!;
    expect(keras.value).toBeCloseTo(0.666105, 6);
    expect(keras.ledger!.denominator).toBe(2);
  });

  it('S8: a clip of probabilities (8.059048) where logits give 15', async () => {
    const found = await comparison({
      framework: 'keras@3',
      loss: 'categorical_crossentropy',
      params: { from_logits: true },
      y_true: [
        [1, 0, 0],
        [0, 1, 0],
      ],
      y_pred: [
        [30, 10, 10],
        [-10, 20, 50],
      ],
    });
    expect(found.groups[0]!.value).toBeCloseTo(15, 6);
    expect(groupOf(found, 'tfjs-layers')!.value).toBeCloseTo(8.059048, 6);
    expect(groupOf(found, 'tfjs-layers')!.parts_at!.step).toBe('score');
  });

  it('S10: epsilon once and twice: 15.942385 and 15.333239', async () => {
    const found = await comparison({
      framework: 'tensorflow@2.4',
      mode: 'eager',
      loss: 'binary_crossentropy',
      y_true: [[0]],
      y_pred: [[0.9999999]],
    });
    expect(found.groups[0]!.value).toBeCloseTo(15.333239, 5);
    expect(groupOf(found, 'keras', '3.15.1')!.value).toBeCloseTo(15.942385, 5);
  });

  it('S3: a last batch that is smaller counts by its rows (1.2375) or as a whole (1.25)', async () => {
    const found = await comparison({
      framework: 'keras@3',
      loss: 'mae',
      y_true: [0, 0, 0, 0, 0, 0, 0, 0],
      y_pred: [1.2, 1.2, 1.2, 1.2, 1.2, 1.3, 1.3, 1.3],
      batch_size: 5,
    });
    expect(found.groups[0]!.value).toBeCloseTo(1.2375, 6);
    expect(groupOf(found, 'torch')).toMatchObject({ parts_at: { step: 'epoch-mean' } });
    expect(groupOf(found, 'torch')!.value).toBeCloseTo(1.25, 6);
    expect(groupOf(found, 'keras', '3.1.1')!.value).toBeCloseTo(1.25, 6);
    const plain = found.groups.flatMap((g) => g.members.filter((m) => m.framework === 'plain'));
    expect(plain.map(({ value }) => Number(value.toFixed(4))).sort()).toEqual([1.2375, 1.25]);
  });

  it('MSE #3924: divided by the elements (6.3333) or not at all (38)', async () => {
    const found = await comparison(
      {
        framework: 'torch',
        loss: 'mse_loss',
        y_true: [
          [0, 0, 0],
          [0, 0, 0],
        ],
        y_pred: [
          [1, 2, 3],
          [4, 2, 2],
        ],
      },
      { all: true },
      ['torch'],
    );
    expect(found.groups.map(({ value }) => Number(value.toFixed(4)))).toEqual([6.3333, 38]);
  });
});

describe('what is hostile', () => {
  it('an audit that cannot be computed is refused as `compute` refuses it', async () => {
    const audit = { framework: 'torch', loss: 'CrossEntropyLoss', y_true: [5], y_pred: [[1, 2]] };
    await expect(comparison(audit)).rejects.toMatchObject({ code: 'class-out-of-range' });
    await expect(comparison({ ...audit, y_true: [1, 0, 1] })).rejects.toMatchObject({
      code: 'array-refused',
    });
  });

  it('NaN is NaN in one group, and what takes it for 0 in another', async () => {
    const found = await comparison({ framework: 'torch', loss: 'mse_loss', y_true: ['NaN'], y_pred: [1] });
    expect(found.groups[0]!.value).toBeNaN();
    expect(groupOf(found, 'keras')).toBe(found.groups[0]);
    expect(found.groups[0]!.members.every((m) => m.difference === 0)).toBe(true);
    expect(found.not_comparable).toContainEqual(
      expect.objectContaining({ framework: 'sklearn', versions: 'all', code: expect.any(String) }),
    );
  });

  it('no rows: NaN, 0, or a refusal', async () => {
    const found = await comparison({ framework: 'torch', loss: 'mse_loss', y_true: [], y_pred: [] });
    expect(found.groups[0]!.value).toBeNaN();
    expect(groupOf(found, 'tf1')!.value).toBe(0);
    expect(found.not_comparable).toContainEqual(expect.objectContaining({ framework: 'sklearn' }));
  });

  it('one row', async () => {
    const found = await comparison({
      framework: 'torch',
      loss: 'CrossEntropyLoss',
      y_true: 1,
      y_pred: [0, 0],
    });
    expect(found.groups[0]!.value).toBeCloseTo(Math.LN2, 6);
    expect(groupOf(found, 'keras')).toBe(found.groups[0]);
  });

  it('several outputs are translated each, or the framework is not comparable', async () => {
    const found = await comparison({
      framework: 'keras@2.2',
      outputs: {
        a: {
          loss: 'mse',
          y_true: [[1], [4], [5]],
          y_pred: [[1], [2], [3]],
          sample_weight: [0.1, 0, 0.1],
          loss_weight: 0.5,
        },
        b: { loss: 'mae', y_true: [[0], [0], [0]], y_pred: [[1], [1], [1]] },
      },
      regularization: 0.25,
    });
    // 0.2 / 2 + 1 + 0.25, and with 0.4 / 3 for 0.2
    expect(found.groups[0]).toMatchObject({ ledger: null, value: expect.closeTo(1.35, 6) });
    const later = groupOf(found, 'keras', '3.15.1')!;
    expect(later.value).toBeCloseTo(0.4 / 6 + 1.25, 6);
    expect(later.parts_at).toMatchObject({ output: 'a', step: 'weight-rescale' });
    expect(found.not_comparable).toContainEqual(
      expect.objectContaining({ framework: 'optax', versions: 'all' }),
    );
  });

  it('a framework that computes narrow arrays in float32 says so', async () => {
    const found = await comparison({
      framework: 'torch',
      loss: 'CrossEntropyLoss',
      y_true: { values: [1, 0], dtype: 'int64' },
      y_pred: {
        values: [
          [3, 4],
          [6, 9],
        ],
        dtype: 'bfloat16',
      },
      dtype: 'bfloat16',
    });
    const dtypes = found.groups.flatMap((g) => g.members).map((m) => [m.framework, m.dtype]);
    expect(dtypes).toContainEqual(['torch', 'bfloat16']);
    expect(dtypes).toContainEqual(['huggingface', 'float32']);
    // 0.313262 and 3.048587, in the mean; bfloat16 has 8 bits.
    expect(groupOf(found, 'huggingface')!.value_float64).toBeCloseTo(1.680925, 5);
  });

  it('it stops when it is told to', async () => {
    const signal = AbortSignal.abort();
    await expect(comparison(S1, { signal })).rejects.toMatchObject({ code: 'aborted' });
  });

  it('and says how far it is', async () => {
    const parts: number[] = [];
    const rows = 20_000;
    const audit = {
      ...S1,
      y_true: Array(rows).fill(1),
      y_pred: Array(rows).fill(2),
      sample_weight: undefined,
    };
    await comparison(audit, { progress: (part) => parts.push(part) });
    expect(parts).toEqual(parts.toSorted((a, b) => a - b));
  });
});

it('takes frameworks as a library gives them', async () => {
  const { readAudit } = await import('../../src/audit/read.js');
  const audit = await readAudit(
    Buffer.from(JSON.stringify(S1)),
    {},
    { source: 'test', baseDir: '.', roots: [] },
  );
  const found = await compareAudit(audit, [keras], { version: 'test' });
  expect(found.groups).toHaveLength(2);
});
