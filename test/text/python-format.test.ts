/**
 * Numbers as Python writes them: fixtures/formats/python-format.json is what Python wrote
 * (oracle/make_python_format.py).
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { pythonExponent, pythonFixed, pythonGeneral, pythonRounded } from '../../src/text/python-format.js';

interface Case {
  value: string;
  fixed: Record<string, string>;
  exponent: Record<string, string>;
  general: Record<string, string>;
  rounded?: string;
}

const { cases } = JSON.parse(
  readFileSync(new URL('../../fixtures/formats/python-format.json', import.meta.url), 'utf8'),
) as { cases: Case[] };

test.each(cases.map((c) => [c.value, c] as const))('%s', (value, c) => {
  const x = Number(value);
  for (const [d, text] of Object.entries(c.fixed)) expect(pythonFixed(x, Number(d))).toBe(text);
  for (const [d, text] of Object.entries(c.exponent)) expect(pythonExponent(x, Number(d))).toBe(text);
  for (const [d, text] of Object.entries(c.general)) expect(pythonGeneral(x, Number(d))).toBe(text);
  if (c.rounded !== undefined) expect(pythonRounded(x, 4)).toBe(c.rounded);
});

test('what is no number', () => {
  // Python: '%.4f' % float('nan'), float('inf'), -float('inf')
  expect(
    [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].map((x) => pythonFixed(x, 4)),
  ).toEqual(['nan', 'inf', '-inf']);
});
