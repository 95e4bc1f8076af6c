import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { rowsText, spanText } from '../../src/text/sentence.js';
import { ROOT } from '../cli/run-cli.js';

test('a range has blanks around its dash, a single one none', () => {
  expect([spanText(6, 9), spanText(6, 6), spanText('2.0', '2.2.4')]).toEqual(['6 – 9', '6', '2.0 – 2.2.4']);
  expect([rowsText(0, 1), rowsText(3, 3)]).toEqual(['rows 0 – 1', 'row 3']);
});

test('all printed texts write ranges so', () => {
  const folder = `${ROOT}test/golden/`;
  for (const file of readdirSync(folder))
    expect(readFileSync(folder + file, 'utf8'), file).not.toMatch(/\d–|–\d/);
});
