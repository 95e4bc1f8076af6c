/** What is plainly an audit is one by the schema, and read the same. */
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isPlainAudit } from '../../src/audit/plain.js';
import { auditSchema } from '../../src/audit/schema.js';

const FILES = ['fixtures/broken/', 'examples/', 'examples/checked/']
  .flatMap((folder) => readdirSync(folder).map((file) => folder + file))
  .filter((file) => file.endsWith('.json'))
  .map((file) => JSON.parse(readFileSync(file, 'utf8')));

/** Values that may stand anywhere: right for some keys and wrong for others. */
const VALUES = ['a', '', 'float32', 'NaN', 1, 0, -1, 2.5, 1e300, Number.NaN, Infinity, true, null].concat([
  [],
  [1, 2],
  ['a'],
  {},
  { a: 1 },
  { loss: 1 },
  { loss: 'mse' },
  { a: { loss: 'mse' } },
  { a: { loss: 'mse', loss_weight: 1 } },
  { a: { y_true: [1] } },
  { rtol: 1 },
  { rtol: 1, atol: 0 },
  { rtol: 1, atol: -1 },
  { loss: 1, steps: { a: [1] } },
  { y_true: 1 },
  { __proto__: null, a: 1 },
  new Float64Array([1]),
  Object.fromEntries(Array.from({ length: 1001 }, (_, i) => [`o${i}`, { loss: 'mse' }])),
] as never[]);
const KEYS = [...Object.keys(auditSchema.shape), 'loss_weight', 'typo', 'toString', '__proto__'];

test('most files are', () => {
  expect(FILES.length).toBeGreaterThan(50);
  expect(FILES.filter(isPlainAudit).length).toBeGreaterThan(FILES.length / 2);
});

test.each(KEYS)('%s: the schema takes what is plain', (key) => {
  for (const value of VALUES) {
    const audit = Object.defineProperty({ loss: 'mse', y_true: [1] }, key, { value, enumerable: true });
    if (isPlainAudit(audit)) expect([value, auditSchema.safeParse(audit).data]).toEqual([value, audit]);
  }
});

test('of files with other keys and values, too', () => {
  const change = fc.record({
    file: fc.constantFrom(...FILES),
    keys: fc.array(fc.constantFrom(...KEYS, 'expect', 'outputs'), { minLength: 1, maxLength: 2 }),
    value: fc.constantFrom(...VALUES),
  });
  let taken = 0;
  fc.assert(
    fc.property(change, ({ file, keys, value }) => {
      const [key = '', inner] = keys;
      const before = typeof file[key] === 'object' ? file[key] : {};
      const audit = { ...file, [key]: inner === undefined ? value : { ...before, [inner]: value } };
      if (!isPlainAudit(audit)) return;
      taken++;
      expect(auditSchema.safeParse(audit).data).toEqual(audit);
    }),
    { numRuns: 3000, seed: 1 },
  );
  expect(taken).toBeGreaterThan(300);
});
