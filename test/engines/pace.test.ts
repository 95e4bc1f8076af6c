/** Long evaluations let the event loop turn, tell how far they are, and stop when their signal says so. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { resolved } from '../../src/audit/resolve.js';
import { runAudit } from '../../src/audit/run.js';
import { referenceEngine } from '../../src/engines/reference/engine.js';
import { cpuEngine } from '../../src/engines/tfjs/cpu.js';
import { LossauditError } from '../../src/errors.js';
import { tryRun } from '../../src/explain/variants.js';
import { input } from '../../src/expr/node.js';
import { findFramework } from '../../src/frameworks/index.js';
import type { NdArray } from '../../src/tensor/ndarray.js';

const ROWS = 2 ** 21;
const x = input('x', [ROWS], { rows: 0 });
const deviation = x.sub(x.mean()).exp().mean();
const column: NdArray = {
  dtype: 'float64',
  shape: [ROWS],
  data: Float64Array.from({ length: ROWS }, (_, i) => i % 7),
};
const arrays = new Map([['x', column]]);
const reference = referenceEngine({ dtype: 'float64', version: 'test' });
const small: NdArray = { dtype: 'float64', shape: [8, 1], data: column.data.slice(0, 8) };
const audit = resolved({
  name: '',
  file: '',
  framework: 'keras@3',
  rules: findFramework('keras@3'),
  settings: {},
  outputs: [
    { name: 'output', loss: 'mse', params: {}, arrays: { y_true: small, y_pred: small }, lossWeight: 1 },
  ],
  regularization: {},
  reported: [],
  batchSize: 2,
  dtype: 'float64',
});
const run = { full: false, version: 'test' };

describe('the reference engine', () => {
  // A clock of its own: how often the loop turns does not depend on the machine.
  let now = performance.now();
  beforeEach(() => {
    vi.spyOn(performance, 'now').mockImplementation(() => {
      now += 10;
      return now;
    });
  });
  afterEach(() => vi.restoreAllMocks());

  test('timers run while it computes', async () => {
    let ticks = 0;
    const clock = setInterval(() => ticks++, 1);
    await reference.evaluate([deviation], arrays, 1);
    clearInterval(clock);
    expect(ticks).toBeGreaterThan(0);
  });

  test('tells what part is done, the whole at the end', async () => {
    const parts: number[] = [];
    await reference.evaluate([deviation], arrays, 1, { progress: (part) => parts.push(part) });
    expect(parts.length).toBeGreaterThan(1);
    expect(parts).toEqual(parts.toSorted((a, b) => a - b));
    expect(parts[0]).toBeGreaterThan(0);
    expect(parts.at(-1)).toBe(1);
  });

  test('stops in the middle', async () => {
    const stop = new AbortController();
    const parts: number[] = [];
    const progress = (part: number) => {
      parts.push(part);
      stop.abort(new Error('enough'));
    };
    const work = reference.evaluate([deviation], arrays, 1, { signal: stop.signal, progress });
    await expect(work).rejects.toMatchObject({ code: 'aborted', cause: new Error('enough') });
    expect(parts).toHaveLength(1);
    expect(parts[0]).toBeLessThan(1);
  });
});

test.each(['reference', 'tfjs'])(
  '%s: nothing is computed for a signal that was aborted before',
  async (name) => {
    const engine = name === 'tfjs' ? await cpuEngine('float32') : reference;
    const work = engine.evaluate([deviation], arrays, 1, { signal: AbortSignal.abort() });
    await expect(work).rejects.toBeInstanceOf(LossauditError);
  },
);

describe('an audit', () => {
  test('tells its part over batches and engines', async () => {
    const headline = referenceEngine({ dtype: 'float32', version: 'test' });
    const parts: number[] = [];
    await runAudit(audit, { headline, reference }, { ...run, progress: (part) => parts.push(part) });
    expect(parts).toEqual(parts.toSorted((a, b) => a - b));
    // The end of each of four batches, on both engines at a time.
    for (let i = 1; i <= 4; i++) expect(parts).toContain(i / 4);
    expect(parts.at(-1)).toBe(1);
  });

  test('that is stopped is not one that is refused', async () => {
    await expect(tryRun(audit, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' });
  });
});
