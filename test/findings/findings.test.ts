import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FINDINGS } from '../../src/findings/index.js';
import { ROOT } from '../cli/run-cli.js';
import { reportOf } from '../support/audit.js';

const BROKEN = `${ROOT}fixtures/broken/`;

test('no two findings have one code', () => {
  expect(new Set(FINDINGS.map((f) => f.code)).size).toBe(FINDINGS.length);
});

test('every finding has a fixture that triggers it and one that nearly does', () => {
  const expected = FINDINGS.flatMap((f) => [`${f.code}.almost.json`, `${f.code}.json`]);
  expect(readdirSync(BROKEN).sort()).toEqual(expected.sort());
});

test.each(FINDINGS.map((f) => [f.code, f] as const))('%s', async (code, definition) => {
  const read = (name: string) => JSON.parse(readFileSync(`${BROKEN}${name}.json`, 'utf8'));
  const broken = await reportOf(read(code), BROKEN);
  const found = broken.findings.filter((f) => f.code === code);
  expect(found).toHaveLength(1);
  expect(found[0].severity).toBe(definition.severity);
  expect(found[0].message).not.toMatch(/undefined|NaN of|\[object/);
  // What the fixture itself expects: no other error or warning.
  expect(broken.check?.passed).toBe(true);
  const almost = await reportOf(read(`${code}.almost`), BROKEN);
  expect(almost.findings.map((f) => f.code)).not.toContain(code);
  expect(almost.check?.passed).toBe(true);
});
