/** Tables whose header is old, or lacks. */
import { expect, test } from 'vitest';
import { unrolledText } from '../support/unrolled.js';

test('spaCy 2.0 (cli/train.py: names and rows are parted by tabs)', async () => {
  const { first, epochs, report } = await unrolledText(
    'Itn.\tP.Loss\tN.Loss\tUAS\tNER P.\tNER R.\tNER F.\tTag %\tToken %\n' +
      '0\t7434.623\t12.500\t88.221\t1.000\t2.000\t3.000\t4.000\t100.000\n',
  );
  expect(report.series.map((s) => s.format)).toEqual(['spacy-2']);
  expect(first).toMatchObject({ 'P.Loss': 7434.623, 'N.Loss': 12.5, UAS: 88.221, 'NER P.': 1, 'NER F.': 3 });
  expect(epochs[0]!.metrics.find((m) => m.name === 'N.Loss')!.rule).toBe('sum');
});

test.each(['0,0.5,1600000000000\n1,0.4,1600000001000\n', '1 0.5 0.6\n2 0.4 0.5\n'])(
  'columns without names say that they need some: %j',
  async (text) => {
    await expect(unrolledText(text)).rejects.toMatchObject({
      code: 'log-not-recognised',
      hint: expect.stringContaining('no names'),
    });
  },
);

test('lists of unequal length are columns of their own', async () => {
  const { intervals } = await unrolledText(
    '{"epoch": [1, 2, 3], "loss": [0.5, 0.25], "val_loss": [0.6, 0.5, 0.4]}\n',
  );
  expect(intervals('val_loss').map((i) => i.printed)).toEqual([0.6, 0.5, 0.4]);
  expect(intervals('loss').map((i) => i.printed)).toEqual([0.5, 0.25]);
});

test('a dict of more than 64 KB in a log is read', async () => {
  const { intervals } = await unrolledText(
    `epoch 1 {'loss': 0.5, 'note': '${'x'.repeat(70_000)}', 'acc': 0.75}\nepoch 2 {'loss': 0.4, 'acc': 0.8}\n`,
  );
  expect(intervals('acc').map((i) => i.printed)).toEqual([0.75, 0.8]);
});
