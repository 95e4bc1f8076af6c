/** Frameworks that are loaded by name are those of the list of all. */
import { expect, test } from 'vitest';
import { FRAMEWORKS, findFramework } from '../../src/frameworks/index.js';
import { NAMES } from '../../src/frameworks/known.js';
import { allFrameworks, frameworkOf, havingLoss, loadFramework } from '../../src/frameworks/load.js';

test('each is the one of its name', async () => {
  expect(FRAMEWORKS.map((f) => f.name)).toEqual(NAMES);
  expect(await allFrameworks()).toEqual(FRAMEWORKS);
});

test.each([undefined, 'torch@1.13', 'PyTorch', 'tensorflow@2.3', 'keras@2.2.4-tf', 'tfjs-layers'])(
  '%s gives the same rules either way',
  async (text) => expect(await loadFramework(text)).toBe(findFramework(text)),
);

test.each(['tensorflow', 'pytorhc', 'keras@2@3', ''])('%s is refused either way', async (text) => {
  const refused = await loadFramework(text).catch((error) => error);
  expect(refused.code).toMatch(/^unknown-(?:framework|version)$/);
  expect(() => findFramework(text)).toThrow(refused.message);
});

const QUALIFIERS = [
  'keras.losses',
  'tf.keras.losses',
  'torch.nn',
  'F',
  'sklearn.metrics',
  'tf.losses',
].concat([
  'tf.metrics',
  'tf.compat.v1.losses',
  'optax',
  'optax.losses',
  'transformers',
  'trl',
  'xgb',
  'lightgbm',
]);

// What stands before the dots rules frameworks out; asking every one finds the same.
test.each(QUALIFIERS)('%s.… means the first framework that has the loss', async (qualifier) => {
  const names = FRAMEWORKS.flatMap((f) => f.rules(undefined).entries.map((entry) => entry.info.name));
  let found = 0;
  for (const name of new Set(names)) {
    const qualified = `${qualifier}.${name}`;
    const first = FRAMEWORKS.find((f) => f.named(qualified)?.qualified)?.name;
    expect([name, (await frameworkOf([qualified]))?.framework]).toEqual([name, first]);
    if (first) found++;
  }
  expect(found).toBeGreaterThan(3);
});

test('a caller around it rules none out', async () => {
  expect((await frameworkOf(['jnp.mean(optax.losses.l2_loss)']))?.framework).toBe('optax');
});

test('a loss that others have', async () => {
  expect(await havingLoss('CrossEntropyLoss')).toContain('torch');
  expect(await havingLoss('no such loss')).toEqual([]);
});
