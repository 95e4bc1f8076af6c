import { expect, test } from 'vitest';
import { shortText, some, wordFor } from '../../src/text/sentence.js';

test.each([
  [0.1 + 0.2, 6, '0.3'],
  [1234567.8, 6, '1234570'],
  [-15.942385, 4, '-15.94'],
  [Number.NaN, 6, 'NaN'],
  [Number.NEGATIVE_INFINITY, 6, '-Infinity'],
])('%d in %d digits is %s', (x, digits, text) => {
  expect(shortText(x, digits)).toBe(text);
});

test('one, or more', () => {
  expect(
    ['row', 'batch', 'loss', 'index'].map((word) => [1, 0, 2].map((n) => some(n, word)).join(', ')),
  ).toEqual([
    '1 row, 0 rows, 2 rows',
    '1 batch, 0 batches, 2 batches',
    '1 loss, 0 losses, 2 losses',
    '1 index, 0 indexes, 2 indexes',
  ]);
  expect(wordFor(2, 'epoch')).toBe('epochs');
});
