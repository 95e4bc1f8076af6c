/**
 * One audit in the words of other frameworks. Numbers are those of the scenarios that users published, or
 * arithmetic written out.
 */
import { describe, expect, it } from 'vitest';
import { readAudit } from '../../src/audit/read.js';
import { runAudit } from '../../src/audit/run.js';
import { isTranslated, type TranslateOptions, translationsOf } from '../../src/compare/translate.js';
import { chooseEngines } from '../../src/engines/choose.js';
import { FRAMEWORKS, findFramework } from '../../src/frameworks/index.js';
import { auditOfCase, casesOf } from '../support/framework-cases.js';

const read = (file: object) =>
  readAudit(Buffer.from(JSON.stringify(file)), {}, { source: 'test', baseDir: '.', roots: [] });

/** Its translations by loss: the number in float64, what was translated, notes. */
async function inWordsOf(framework: string, file: object, options?: TranslateOptions) {
  const found = translationsOf(await read(file), findFramework(framework), options);
  if (!isTranslated(found)) return found;
  const engines = await chooseEngines('reference', 'float64', 'test');
  return Promise.all(
    found.map(async ({ audit, translated, notes }) => ({
      loss: audit.outputs[0]!.loss,
      value: (await runAudit(audit, engines, { full: false, version: '' })).total_float64,
      translated: translated.map(({ what, how }) => `${what}: ${how}`),
      notes,
    })),
  );
}

/** The number of the only translation. */
async function only(framework: string, file: object) {
  const all = await inWordsOf(framework, file);
  expect(all).toHaveLength(1);
  return (all as Extract<typeof all, readonly unknown[]>)[0]!;
}

const weighted = {
  framework: 'keras@2.2',
  loss: 'mse',
  y_true: [[1], [4], [5]],
  y_pred: [[1], [2], [3]],
  sample_weight: [0.1, 0, 0.1],
};

describe('weights (tensorflow 25178: 0.2, 0.1333 or 2.0)', () => {
  it.each([
    ['keras@2.2', 0.2],
    ['keras@2.3', 0.4 / 3],
    ['keras@3', 0.4 / 3],
    ['tf1', 0.2],
    ['tfjs', 0.2],
    ['optax', 0.4 / 3],
    ['sklearn', 2],
    ['torch', 2],
    ['lightgbm', 2],
  ])('%s: %d', async (framework, value) => {
    expect((await only(framework, weighted)).value).toBeCloseTo(value, 12);
  });

  it('becomes the weight of a function, and is refused by a version without one', async () => {
    expect((await only('torch', weighted)).translated).toEqual(['sample_weight: given as weight']);
    expect(await inWordsOf('torch@2.0.1', weighted)).toEqual({
      code: 'no-slot',
      why: 'MSELoss of PyTorch 2.0.1 takes no sample_weight',
    });
  });

  it('lies along the rows, however many numbers a row has', async () => {
    // (1 + 9) / 2 · 1 + (4 + 16) / 2 · 3 = 35, over 2 rows, 4 elements · weights, or the sum of the weights.
    const wide = {
      ...weighted,
      y_true: [
        [0, 0],
        [0, 0],
      ],
      y_pred: [
        [1, 3],
        [2, 4],
      ],
      sample_weight: [1, 3],
    };
    expect((await only('keras@2.2', wide)).value).toBeCloseTo(35 / 2, 12);
    expect((await only('tf1', wide)).value).toBeCloseTo(70 / 4, 12);
    expect((await only('torch', wide)).value).toBeCloseTo(70 / 8, 12);
    expect((await only('sklearn', wide)).value).toBeCloseTo(35 / 4, 12);
  });

  it('of single elements have no place where a row has one score', async () => {
    const elements = {
      framework: 'torch',
      loss: 'mse_loss',
      batch_size: 2,
      y_true: [
        [0, 0],
        [0, 0],
      ],
      y_pred: [
        [1, 3],
        [2, 4],
      ],
      sample_weight: [
        [1, 2],
        [3, 4],
      ],
    };
    expect(await inWordsOf('keras@3', elements)).toMatchObject({ code: 'other-weights' });
    // 1 · 1 + 2 · 9 + 3 · 4 + 4 · 16 = 95
    const whole = await only('keras@2.2', { ...elements, batch_size: undefined });
    expect(whole).toMatchObject({ value: 95 / 4, translated: ['y_pred: shape [2, 2] as [4]'] });
  });
});

describe('masks (1.75 is the mean of the tokens, 0.875 that of all, pads among them)', () => {
  const masked = {
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
  };
  it.each([
    ['keras@2.2', 1.75],
    ['keras@2.9', 0.875],
    ['keras@3', 1.75],
    ['torch', 1.75],
    ['tf1', 1.75],
  ])('%s: %d', async (framework, value) => {
    expect((await only(framework, masked)).value).toBeCloseTo(value, 12);
  });

  it('are weights of 0 and 1 where a framework has weights alone', async () => {
    expect((await only('tf1', masked)).translated).toEqual(['mask: sample_weight of 0 and 1']);
    expect(await inWordsOf('lightgbm', masked)).toEqual({
      code: 'no-slot',
      why: 'l1 of LightGBM 4.7.0 takes no mask',
    });
  });
});

describe('class weights (1.752907 over the weights of the labels, 0.666105 over the rows)', () => {
  const weight = { values: [0.4, 0.36] };
  const torch = {
    framework: 'torch',
    loss: 'CrossEntropyLoss',
    params: { weight },
    y_true: [1, 0],
    y_pred: [
      [3, 4],
      [6, 9],
    ],
  };
  it.each([
    ['torch', 1.752907],
    ['sklearn', 1.752907],
    ['keras@3', 0.666105],
    ['tf1', 0.666105],
  ])('%s: %d', async (framework, value) => {
    expect((await only(framework, torch)).value).toBeCloseTo(value, 6);
  });

  it('of Keras are the vector of torch, and the other way round', async () => {
    const keras = {
      framework: 'keras@3',
      loss: 'sparse_categorical_crossentropy',
      params: { from_logits: true },
      y_true: torch.y_true,
      y_pred: torch.y_pred,
      class_weight: { 0: 0.4, 1: 0.36 },
    };
    const there = await only('torch', keras);
    expect(there).toMatchObject({ translated: ['class_weight: weight of CrossEntropyLoss'] });
    expect(there.value).toBeCloseTo(1.752907, 6);
    expect((await only('keras@3', torch)).translated).toEqual(['weight: class_weight']);
  });
});

describe('logits and probabilities', () => {
  const probabilities = {
    framework: 'keras@3',
    loss: 'categorical_crossentropy',
    y_true: [
      [1, 0],
      [0, 1],
    ],
    y_pred: [
      [0.7310585786300049, 0.2689414213699951],
      [0.2689414213699951, 0.7310585786300049],
    ],
  };
  it('probabilities become logits by their logarithm: 0.313262, not 0.488548', async () => {
    const there = await only('torch', probabilities);
    expect(there.value).toBeCloseTo(0.313262, 6);
    expect(there.translated).toEqual([
      'y_pred: the logarithm of the probabilities, whose rows add up to 1, as logits',
    ]);
  });

  it('and do not where their rows do not add up to 1', async () => {
    const off = {
      ...probabilities,
      y_pred: [
        [0.7, 0.2],
        [0.3, 0.7],
      ],
    };
    expect(await inWordsOf('torch', off)).toMatchObject({
      code: 'other-predictions',
      why: expect.stringContaining('the rows do not add up to 1'),
    });
  });

  it('logits stay logits where there is a loss of them: 15, which a clip makes 8.059048', async () => {
    const logits = {
      framework: 'torch',
      loss: 'CrossEntropyLoss',
      y_true: [0, 1],
      y_pred: [
        [30, 10, 10],
        [-10, 20, 50],
      ],
    };
    const keras = await only('keras@3', logits);
    expect(keras.value).toBeCloseTo(15, 8);
    expect(keras.translated).toEqual([]);
    const sklearn = await only('sklearn', logits);
    expect(sklearn.value).toBeCloseTo(15, 8);
    expect(sklearn.translated[0]).toBe('y_pred: the softmax of the logits');
  });

  it('one-hot rows become class indices, soft ones do not', async () => {
    expect((await only('huggingface', probabilities)).translated).toContain(
      'y_true: one-hot rows as class indices',
    );
    const soft = {
      ...probabilities,
      y_true: [
        [0.9, 0.1],
        [0, 1],
      ],
    };
    expect(await inWordsOf('huggingface', soft)).toMatchObject({
      code: 'other-targets',
      why: expect.stringContaining('the rows of y_true are not one-hot'),
    });
  });

  it('classes move to the axis where the other framework has them', async () => {
    // Two pixels of two classes, all logits 0 but one of ln 3: 3/4 and 1/2.
    const ln3 = Math.log(3);
    const image = {
      framework: 'torch',
      loss: 'CrossEntropyLoss',
      y_true: [[0, 1]],
      y_pred: [
        [
          [ln3, 0],
          [0, 0],
        ],
      ],
    };
    const keras = await only('keras@3', image);
    expect(keras.translated).toEqual(['y_pred: classes moved from axis 1 to axis 2']);
    expect(keras.value).toBeCloseTo((Math.log(4 / 3) + Math.log(2)) / 2, 12);
  });

  it('several labels are no classes: log_loss gets them one by one', async () => {
    const labels = {
      framework: 'torch',
      loss: 'BCEWithLogitsLoss',
      y_true: [
        [1, 0],
        [0, 1],
      ],
      y_pred: [
        [0, 0],
        [0, 0],
      ],
    };
    const there = await only('sklearn', labels);
    expect(there.value).toBeCloseTo(Math.LN2, 12);
    expect(there.translated).toContain('y_pred: shape [2, 2] as [4]');
  });
});

describe('parameters', () => {
  const huber = {
    framework: 'torch',
    loss: 'HuberLoss',
    params: { delta: 0.5 },
    y_true: [0, 0, 0],
    y_pred: [0.1, 0.5, 2],
  };
  it('go by role: delta is alpha in LightGBM (0.335)', async () => {
    const there = await only('lightgbm', huber);
    expect(there.value).toBeCloseTo(0.335, 12);
    expect(there.translated).toEqual(['delta: alpha 0.5']);
  });

  it('SmoothL1 is Huber divided by its threshold (0.67), which is said unless it is 1', async () => {
    const smooth = { ...huber, loss: 'SmoothL1Loss', params: { beta: 0.5 } };
    expect(await only('keras@3', smooth)).toMatchObject({
      translated: ['beta: delta 0.5'],
      notes: ['huber is the smooth L1 loss times its threshold'],
    });
    expect((await only('keras@3', smooth)).value).toBeCloseTo(0.335, 12);
    expect((await only('torch', smooth)).value).toBeCloseTo(0.67, 12);
    expect((await only('keras@3', { ...smooth, params: {} })).notes).toEqual([]);
  });

  it('that another loss lacks are told, not dropped', async () => {
    const smoothed = {
      framework: 'torch',
      loss: 'CrossEntropyLoss',
      params: { label_smoothing: 0.1 },
      y_true: [1, 0],
      y_pred: [
        [3, 4],
        [6, 9],
      ],
    };
    expect(await inWordsOf('tf1', smoothed)).not.toHaveProperty('code');
    expect(await inWordsOf('lightgbm', smoothed)).toEqual({
      code: 'no-param',
      why: 'multi_logloss of LightGBM 4.7.0 has no parameter like label_smoothing (0.1 here)',
    });
  });

  it('ignored labels go by role, too', async () => {
    const ignoring = {
      framework: 'keras@3',
      loss: 'sparse_categorical_crossentropy',
      params: { from_logits: true, ignore_class: 1 },
      y_true: [0, 1],
      y_pred: [
        [0, 0],
        [5, 0],
      ],
    };
    const there = await only('torch', ignoring);
    expect(there.translated).toEqual(['ignore_class: ignore_index 1']);
    expect(there.value).toBeCloseTo(Math.LN2, 12);
    expect(await inWordsOf('tf1', ignoring)).toMatchObject({ code: 'no-param' });
  });

  it('a sum stays a sum where there is one', async () => {
    const summed = { ...huber, params: { delta: 0.5, reduction: 'sum' } };
    expect((await only('tf1', summed)).value).toBeCloseTo(1.005, 12);
    expect((await only('lightgbm', summed)).notes).toEqual([
      'reduction "sum" has no counterpart: the default one',
    ]);
  });
});

describe('labels and shapes', () => {
  const hinge = {
    y_true: [
      [0, 1],
      [0, 0],
    ],
    y_pred: [
      [0.6, 0.4],
      [0.4, 0.6],
    ],
  };
  it('0 and 1 are −1 and 1 for a loss that takes them so: 1.3; raw they give 0.9', async () => {
    const keras = { framework: 'keras@3', loss: 'hinge', ...hinge };
    expect((await only('optax', keras)).translated).toEqual(['y_true: labels 0 and 1 as −1 and 1']);
    expect((await only('optax', keras)).value).toBeCloseTo(1.3, 12);
    expect((await only('keras@2.2', keras)).value).toBeCloseTo(0.9, 12);
  });

  it('[3] against [3, 1] is what the other framework makes of it: 0, or a table (1.3333)', async () => {
    const pair = { framework: 'keras@2.2', loss: 'mse', y_true: [1, 2, 3], y_pred: [[1], [2], [3]] };
    expect(await only('torch', pair)).toMatchObject({
      value: expect.closeTo(4 / 3, 12),
      notes: ['y_true [3] against y_pred [3, 1] is stretched to [3, 3]'],
    });
    expect(await only('tf1', pair)).toMatchObject({
      value: 0,
      translated: ['y_true: shape [3] as [3, 1]'],
    });
  });

  it('a divergence takes logarithms in torch, and is divided by the elements: 0.092533 of 0.185065', async () => {
    const kl = {
      framework: 'keras@3',
      loss: 'kl_divergence',
      y_true: [
        [0.5, 0.5],
        [0.9, 0.1],
      ],
      y_pred: [
        [0.75, 0.25],
        [0.6, 0.4],
      ],
    };
    expect((await only('torch', kl)).value).toBeCloseTo(0.092533, 6);
    expect((await only('optax', kl)).value).toBeCloseTo(0.185065, 6);
  });
});

it('names more with `all`: metrics and other reductions', async () => {
  const all = await inWordsOf('keras@3', weighted, { all: true });
  expect(all).toContainEqual(expect.objectContaining({ loss: 'metrics.mean_squared_error' }));
  const values = (all as { value: number }[]).map(({ value }) => value);
  expect(values.some((v) => Math.abs(v - 2) < 1e-12)).toBe(true);
});

it('every output is translated, or none', async () => {
  const two = {
    framework: 'keras@3',
    outputs: {
      a: { loss: 'mse', y_true: [1], y_pred: [2], loss_weight: 0.5 },
      b: { loss: 'mae', y_true: [1], y_pred: [4] },
    },
  };
  expect((await only('torch', two)).value).toBe(3.5);
  expect(await inWordsOf('optax', two)).toMatchObject({ code: 'no-such-loss' });
});

it('is a number or a reason for every case of every framework, and there and back the same number', async () => {
  const engines = await chooseEngines('reference', 'float64', 'test');
  const run = async (audit: Awaited<ReturnType<typeof read>>) => {
    const options = { full: false, version: '', brief: true };
    return runAudit(audit, engines, options).then(
      (report) => report.total_float64,
      (error: { code?: string }) => {
        if (error.code === undefined) throw error;
        return undefined;
      },
    );
  };
  let tried = 0;
  for (const { name } of FRAMEWORKS)
    for (const [i, c] of casesOf(name).entries()) {
      if (i % 23 !== 0) continue;
      const audit = await auditOfCase(c).catch(() => undefined);
      const own = audit && (await run(audit));
      if (!audit || own === undefined) continue;
      for (const framework of FRAMEWORKS) {
        const found = translationsOf(audit, framework.rules(undefined));
        if (!isTranslated(found)) {
          expect(found.why, c.id).toMatch(/^[^\n]{10,300}$/);
          continue;
        }
        expect(found.length).toBeGreaterThan(0);
        for (const one of found) {
          tried++;
          const back = translationsOf(one.audit, audit.rules);
          if (framework.name === name || one.notes.length > 0 || !isTranslated(back)) continue;
          if (PECULIAR.test(c.id)) continue;
          const values = await Promise.all(back.map((b) => run(b.audit)));
          const near = values.some((v) => Object.is(v, own) || Math.abs(v! - own) <= 1e-5 * Math.abs(own));
          expect(near || Number.isNaN(own), `${c.id} by ${one.audit.outputs[0]!.loss}: ${values}`).toBe(true);
        }
      }
    }
  expect(tried).toBeGreaterThan(300);
}, 120_000);

/**
 * Logits so large that probabilities are 0 or 1, from which no way leads back; labels 0 and 1 that one
 * loss takes for −1 and 1, and another as they are; logits of which tfjs-layers takes the softmax twice;
 * a mask whose zeros the default mean of optax counts.
 */
const PECULIAR = /large|inge|tfjs-layers-\d+-\w*ategorical|optax-0626/;
