/**
 * Every loss and rule on every engine and chunk size against the numbers that the frameworks themselves gave
 * (fixtures/keras; each case names its library, version and backend).
 */
import { beforeAll, describe, expect, test } from 'vitest';
import type { AskedAudit } from '../src/audit/audit.js';
import { resolved } from '../src/audit/resolve.js';
import { runAudit } from '../src/audit/run.js';
import { chooseEngines } from '../src/engines/choose.js';
import type { Engine } from '../src/engines/engine.js';
import { referenceEngine } from '../src/engines/reference/engine.js';
import { cpuEngine } from '../src/engines/tfjs/cpu.js';
import { findFramework } from '../src/frameworks/index.js';
import { deviationsOf } from './support/conformance.js';
import { array, caseAudit, readCases } from './support/reference-cases.js';

const cases = ['keras/reference.json', 'keras/seed-777.json', 'keras/reductions.json'].flatMap((file) =>
  readCases(file).map((c) => ({ ...c, file })),
);
const RTOL = 1e-6;
/** A looser tolerance belongs to one case and says why. */
const LOOSER: Record<string, { rtol: number; because: string }> = {
  'keras/seed-777.json tfk215/loss/cosine_similarity/axis1': {
    rtol: 2e-6,
    because: 'scores of both signs cancel in a float32 mean',
  },
  'keras/seed-777.json k3torch/loss/binary_focal_crossentropy/logits': {
    rtol: 3e-6,
    because: "1 − p keeps few digits of torch's sigmoid, whose last one differs",
  },
  'keras/seed-777.json k3tf/loss/cosine_similarity/axis1': {
    rtol: 2e-6,
    because: 'scores of both signs cancel in a float32 mean',
  },
};

let tfjs: Engine;
let native: Engine | undefined;
/**
 * The gate sets it after installing native tfjs-node; a missing engine then fails instead of being passed
 * over.
 */
const WITH_NATIVE = process.env.LOSSAUDIT_NATIVE === '1';
beforeAll(async () => {
  tfjs = await cpuEngine('float32');
  if (WITH_NATIVE) native = (await chooseEngines('tfjs-node', 'float32', 'test')).headline;
});

const engines: Record<string, (dtype: string) => Engine | undefined> = {
  'tfjs cpu': (dtype) => (dtype === 'float32' ? tfjs : undefined),
};
if (WITH_NATIVE) engines['tfjs native'] = (dtype) => (dtype === 'float32' ? native : undefined);
for (const chunkRows of [1, 3, undefined]) {
  engines[`reference, ${chunkRows ?? 'default'} rows a chunk`] = (dtype) =>
    referenceEngine({ dtype: dtype as never, chunkRows, version: 'test' });
}

for (const [name, make] of Object.entries(engines)) {
  describe(name, () => {
    test.each(cases.map((c) => [`${c.file} ${c.id}`, c] as const))('%s', async (id, c) => {
      const audit = caseAudit(c);
      const headline = make(audit.dtype);
      if (!headline) return;
      expect(await deviationsOf(audit, c, headline, LOOSER[id]?.rtol ?? RTOL)).toEqual([]);
    });
  });
}

describe('the epoch of several outputs', () => {
  // Run with each version (keras.md, A6 example 7): mse with weight 1 and mae with weight 0.3, batches of 2,
  // 2 and 1 whose losses are .625, .145, 4 and .25, 2, 1.
  test.each([
    ['2.2.4', {}, 1.43799996, 1.108, 1.1],
    ['2.3.1', {}, 1.43799996, 1.59000003, 1.08333337],
    ['2.15.0', {}, 1.43799996, 1.108, 1.1],
    ['3.1.1', {}, 1.91500008, 1.59000003, 1.08333337],
    ['3.15.1', {}, 1.43799996, 1.59000003, 1.08333337],
    ['3.15.1', { backend: 'torch' }, 1.43799996, 1.108, 1.1],
  ])('keras %s %o', async (version, settings, total, a, b) => {
    const column = (values: number[]) => array(values.map((v) => [v]));
    const zero = column([0, 0, 0, 0, 0]);
    const asked: AskedAudit = {
      name: '',
      file: '',
      framework: `keras@${version}`,
      rules: findFramework(`keras@${version}`),
      settings,
      outputs: [
        {
          name: 'a',
          loss: 'mse',
          params: {},
          arrays: { y_true: zero, y_pred: column([0.5, 1, 0.5, 0.2, 2]) },
          lossWeight: 1,
        },
        {
          name: 'b',
          loss: 'mae',
          params: {},
          arrays: { y_true: zero, y_pred: column([0.25, 0.25, 2, 2, 1]) },
          lossWeight: 0.3,
        },
      ],
      regularization: {},
      reported: [],
      batchSize: 2,
      dtype: 'float32',
    };
    const report = await runAudit(
      resolved(asked),
      { headline: tfjs, reference: referenceEngine({ dtype: 'float64', version: 'test' }) },
      { full: true, version: 'test' },
    );
    expect(report.total).toBeCloseTo(total, 6);
    expect(report.outputs.map((o) => o.value)).toEqual([expect.closeTo(a, 6), expect.closeTo(b, 6)]);
  });
});
