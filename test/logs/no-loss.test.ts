/**
 * Logs that hold metrics but no loss, and perplexities with their logarithms. Logarithms and exponentials are
 * JavaScript's own of the numbers in the lines.
 */
import { describe, expect, test } from 'vitest';
import { unrolledText } from '../support/unrolled.js';

describe('metrics without a loss are read, and it is said', () => {
  test.each([
    ['INFO:root:Epoch[0] Batch [1]\tSpeed: 20.0 samples/sec\taccuracy=0.500000', { accuracy: 0.5 }, 1],
    ['epoch 3: ppl 35.17, acc 0.61', { ppl: 35.17, acc: 0.61 }, 3],
    ['step 200 | val_acc: 0.75 | F1 = 0.5', { val_acc: 0.75, F1: 0.5 }, 200],
    ['[Epoch 2/10] mIoU: 0.25, mAP: 0.5', { mIoU: 0.25, mAP: 0.5 }, 2],
    ['2020-01-20 10:56:56,094 - INFO - Iter 40: bleu 27.5', { bleu: 27.5 }, 40],
    ['Epoch: [0][10/196]  Time 0.5 (0.6)  Acc@1 5.00 (4.00)', { 'Acc@1': 5, 'Acc@1 (avg)': 4 }, 10],
    ['epoch,accuracy\n4,0.5', { accuracy: 0.5 }, 4],
    ['step,psnr,ssim\n100,30.5,0.75', { psnr: 30.5, ssim: 0.75 }, 100],
  ])('%s', async (log, values, counter) => {
    const { first, report, epochs, text } = await unrolledText(`${log}\n`);
    expect(first).toEqual(values);
    const [interval] = [...epochs[0].metrics[0].intervals()];
    expect([interval.epoch, interval.to]).toContain(counter);
    expect(report.notes).toContain('no-loss');
    expect(text).toContain('holds metrics but no loss');
  });

  test.each([
    'step 1: loss 0.5, acc 0.75',
    '[0]  train-rmse:0.5',
    'Wall time,Step,Value\n1600000000.1,1,0.5',
    'epoch,foo\n1,0.5',
  ])('%s: nothing is said', async (log) => {
    expect((await unrolledText(`${log}\n`)).report.notes).not.toContain('no-loss');
  });

  test.each([
    'The model reached accuracy 0.95 after 10 epochs',
    'In epoch 5 we saw accuracy: 0.9',
    'Step 3 of the recipe gives accuracy 0.9',
    'Epoch 3 was the best with accuracy: 0.9',
    'Epoch 5 accuracy 0.9 looks too good to me',
    'precision    recall  f1-score   support',
    'accuracy                           0.75        40',
    'Accuracy: 0.9',
  ])('no log: %s', async (line) => {
    await expect(unrolledText(`${line}\n`)).rejects.toMatchObject({ code: 'log-not-recognised' });
  });
});

describe('a perplexity has its logarithm beside it', () => {
  test.each([
    ['epoch 3: ppl 35.17', 'ppl', 35.17, 0.005],
    ['step,val_perplexity\n100,12.5', 'val_perplexity', 12.5, 0.05],
    ["{'eval_loss': 2.5, 'eval_perplexity': 12.25, 'epoch': 1.0}", 'eval_perplexity', 12.25, undefined],
    ['step 7: loss 3.5, train ppl 33', 'train ppl', 33, 0.5],
  ])('%s', async (log, metric, value, half) => {
    const { intervals, csv, text } = await unrolledText(`${log}\n`);
    const [{ log: logarithm, log_bound: bound }] = intervals(metric);
    expect(logarithm).toBe(Math.log(value));
    // log rises: both ends of what the digits leave lie within the bound, and it is no wider than the lower.
    const ends = half === undefined ? [value] : [value - half, value + half];
    for (const end of ends) expect(Math.abs(Math.log(end) - Math.log(value))).toBeLessThanOrEqual(bound!);
    expect(bound).toBeLessThan(Math.log(value) - Math.log(ends[0]) + 1e-14);
    // In three digits, rounded up.
    const [, written] = new RegExp(`,${logarithm},([^,\\n]+)\\n`).exec(csv) ?? [];
    expect(Number(written)).toBeGreaterThanOrEqual(bound!);
    expect(Number(written)).toBeLessThanOrEqual(bound! * 1.01);
    expect(text).toContain(`ln ${metric}`);
  });

  test('other metrics have none, nor has a perplexity that is no number', async () => {
    const { intervals, csv } = await unrolledText('step 1: loss 0.5, ppl inf\nstep 2: loss 0.5, ppl nan\n');
    for (const metric of ['loss', 'ppl'])
      for (const interval of intervals(metric)) expect(interval).not.toHaveProperty('log');
    expect(csv).toContain(',log,log_bound\n');
  });
});

describe('is it the exponential of the loss beside it?', () => {
  // e^3.56 = 35.163, e^3.5 = 33.115.
  test.each([
    ['OpenNMT', 'step 1: acc 4.48, ppl 35.17, xent 3.56\nstep 2: acc 5.5, ppl 33.10, xent 3.50\n', ['e']],
    // 2^10.907 = 1920.
    [
      'fairseq: base 2',
      'step 1: loss 11.521, nll_loss 10.907, ppl 1920.02\nstep 2: loss 11.4, nll_loss 10.5, ppl 1448.2\n',
      ['2'],
    ],
    // e^0.3 = 1.35, 2^0.4 = 1.32: few digits leave both.
    ['few digits', 'step 1: loss 0.3, ppl 1.3\n', ['e', '2']],
    // e^1 = 2.718, the second is neither.
    ['on one line only', 'step 1: loss 1.00, ppl 2.72\nstep 2: loss 1.00, ppl 2.95\n', []],
  ])('%s', async (_, log, bases) => {
    const { report, text } = await unrolledText(log);
    expect(report.perplexities).toMatchObject([{ metric: 'ppl', bases }]);
    expect(text.replace(/\s+/g, ' ').includes('is not the exponential of the mean')).toBe(bases.length === 0);
  });

  test('of its own phase', async () => {
    const { report } = await unrolledText('epoch,loss,ppl,val_loss,val_ppl\n1,3.50,33.12,3.70,40.45\n');
    expect(report.perplexities).toMatchObject([
      { metric: 'ppl', of: 'loss', bases: ['e'] },
      { metric: 'val_ppl', of: 'val_loss', bases: ['e'] },
    ]);
    expect((await unrolledText('epoch,val_loss,ppl\n1,3.50,33.12\n')).report.perplexities).toEqual([]);
  });
});
