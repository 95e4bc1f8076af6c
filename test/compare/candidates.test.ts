/** What an audit may be compared with, before anything is computed. */
import { expect, it } from 'vitest';
import { readAudit } from '../../src/audit/read.js';
import { candidatesOf } from '../../src/compare/candidates.js';
import { FRAMEWORKS, findFramework } from '../../src/frameworks/index.js';

const read = (file: object) =>
  readAudit(Buffer.from(JSON.stringify(file)), {}, { source: 'test', baseDir: '.', roots: [] });

const weighted = {
  framework: 'keras@2.2',
  loss: 'mse',
  y_true: [1, 4, 5],
  y_pred: [1, 2, 3],
  sample_weight: [0.1, 0, 0.1],
};

it('versions with the same formulas are one, and the own one is first', async () => {
  const { candidates } = candidatesOf(await read(weighted), [findFramework('keras@3').home]);
  expect(candidates.map(({ versions }) => `${versions[0]} – ${versions.at(-1)}`)).toEqual([
    '2.2.4 – 2.2.5',
    '2.3.1 – 3.15.1',
  ]);
  expect(candidates[0]!.translation).toMatchObject({ own: true, translated: [] });
});

it('a single version may be asked for; the own one is there in any case', async () => {
  const { candidates, unable } = candidatesOf(await read(weighted), [
    findFramework('keras@2.15'),
    findFramework('sklearn').home,
  ]);
  expect(candidates.map(({ home, versions }) => [home.name, versions[0]])).toEqual([
    ['keras', '2.2.4'],
    ['keras', '2.15.0'],
    ['sklearn', '1.1.3'],
  ]);
  expect(unable).toEqual([]);
});

it('what has no words for it is told once for all versions', async () => {
  const { unable } = candidatesOf(await read(weighted), FRAMEWORKS);
  expect(unable.map(({ home, versions, code }) => [home.name, versions, code])).toEqual([
    ['torch', '2.0.1', 'no-slot'],
    ['tfjs-layers', 'all', 'no-slot'],
    ['huggingface', 'all', 'no-such-loss'],
    ['trl', 'all', 'no-such-loss'],
    ['xgboost', 'all', 'no-such-loss'],
  ]);
  expect(unable[2]!.why).toBe('transformers has no loss that computes what mean_squared_error does');
});

it('a version inside TensorFlow keeps the loop of that TensorFlow', async () => {
  const audit = await read({ ...weighted, framework: 'tensorflow@2.2', batch_size: 2 });
  const [first] = candidatesOf(audit, FRAMEWORKS).candidates;
  expect(first!.translation.audit.rules).toBe(audit.rules);
});
