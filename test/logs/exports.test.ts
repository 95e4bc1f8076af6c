/** CSV files as programs and their dashboards write them. Values are those that stand in the lines. */
import { describe, expect, test } from 'vitest';
import { unrolledText } from '../support/unrolled.js';

/** Steps or epochs, and the values beside them. */
async function read(log: string, metric: string, options = {}) {
  const { report, intervals, text, csv } = await unrolledText(log, options);
  const found = intervals(metric).map((i): [number | undefined, number] => [
    report.series.some((s) => s.unit === 'epoch') ? i.epoch : i.to,
    i.printed,
  ]);
  return { report, found, text, csv, notes: report.notes };
}

const ULTRALYTICS = 'epoch,train/box_loss,metrics/precision(B)\n1,1.2,0.5\n2,1.1,0.6\n';
/** 8.0: `%23s,` and `%23.5g,`. */
const PADDED = [
  '                  epoch,         train/box_loss,   metrics/precision(B),                 lr/pg0',
  '                      1,                    1.2,                    0.5,               0.0033',
  '                      2,                    1.1,                    0.6,               0.0066',
  '',
].join('\n');

describe('what is known of the program', () => {
  test.each([
    [
      'ultralytics',
      ULTRALYTICS,
      'train/box_loss',
      'ultralytics-csv',
      [
        [1, 1.2],
        [2, 1.1],
      ],
    ],
    [
      'ultralytics, padded',
      PADDED,
      'metrics/precision(B)',
      'ultralytics-csv',
      [
        [1, 0.5],
        [2, 0.6],
      ],
    ],
    [
      'TensorBoard',
      'Wall time,Step,Value\n1600000000.1,1,2.3125\n1600000001.1,2,2.1011\n',
      'Value',
      'tensorboard-csv',
      [
        [1, 2.3125],
        [2, 2.1011],
      ],
    ],
    [
      'fastai',
      'epoch,train_loss,valid_loss,accuracy,time\n0,0.69,0.68,0.55,00:12\n1,0.64,0.65,0.60,00:11\n',
      'train_loss',
      'fastai-csv',
      [
        [0, 0.69],
        [1, 0.64],
      ],
    ],
    [
      'Keras, with a column of text',
      'epoch,accuracy,loss,note,val_loss\r\n0,0.5,0.25,"[1.0, 2.0]",0.5\r\n1,0.75,0.125,"[1.0, 2.0]",0.25\r\n',
      'val_loss',
      'keras-csv',
      [
        [0, 0.5],
        [1, 0.25],
      ],
    ],
    [
      'Lightning',
      'epoch,step,train_loss,val_loss\n0,9,0.5,\n0,9,,0.75\n1,19,0.25,\n',
      'train_loss',
      'lightning-csv',
      [
        [9, 0.5],
        [19, 0.25],
      ],
    ],
  ])('%s', async (_, log, metric, format, values) => {
    const { report, found, notes } = await read(log, metric);
    expect(report.series.map((s) => s.format)).toEqual([format]);
    expect(found).toEqual(values);
    expect(report.log.recognised).toBe(report.log.lines);
    expect(notes).not.toContain('program-unknown');
  });

  test('fastai: train_loss is an exponential average, the clock no metric', async () => {
    const { report, text } = await read(
      'epoch,train_loss,valid_loss,time\n0,0.69,0.68,00:12\n1,0.64,0.65,00:11\n',
      'train_loss',
    );
    expect(report.series[0].metrics).toEqual(['train_loss', 'valid_loss']);
    expect(text).toContain('an exponential average of the losses of the batches');
  });

  test("TensorBoard's smoothing is not in the file", async () => {
    const { text, report } = await read('Wall time,Step,Value\n1600000000.1,1,2.3125\n', 'Value');
    expect(text).toContain("TensorBoard's smoothing is not in the file");
    expect(report.left_aside).toMatchObject([{ what: 'setting', names: ['Wall time'] }]);
  });
});

describe('any program: what its values are is not known', () => {
  test.each([
    [
      'wandb, quoted',
      '"Step","run-name - loss","run-name - loss__MIN","run-name - loss__MAX"\n"0","0.9","0.9","0.9"\n"10","0.5","0.25","0.75"\n',
      'run-name - loss',
      [
        [0, 0.9],
        [10, 0.5],
      ],
    ],
    [
      'wandb, a comma in a name, empty cells, infinity',
      '"Step","a, b - val/loss","a, b - val/loss__MIN"\n"0","",""\n"1","""Infinity""","0.5"\n"2","0.5","0.5"\n',
      'a, b - val/loss',
      [
        [1, Number.POSITIVE_INFINITY],
        [2, 0.5],
      ],
    ],
    [
      'BOM and CRLF',
      '\ufeffEpoch;Loss\r\n1;0.5\r\n2;0.25\r\n',
      'Loss',
      [
        [1, 0.5],
        [2, 0.25],
      ],
    ],
    [
      'decimal commas',
      'epoch;loss;acc\n1;0,5;0,75\n2;0,25;1\n',
      'loss',
      [
        [1, 0.5],
        [2, 0.25],
      ],
    ],
    [
      'SB3 progress.csv',
      'time/fps,rollout/ep_rew_mean,time/total_timesteps,train/loss\n100,22.1,2048,\n101,23.5,4096,6.125\n',
      'train/loss',
      [[4096, 6.125]],
    ],
    [
      'CatBoost test_error.csv',
      'iter,Logloss\n0,0.69\n1,0.66\n',
      'Logloss',
      [
        [0, 0.69],
        [1, 0.66],
      ],
    ],
    [
      'Comet',
      'step,loss,timestamp\n1,0.9,1600000000000\n2,0.8,1600000001000\n',
      'loss',
      [
        [1, 0.9],
        [2, 0.8],
      ],
    ],
    [
      'numpy.savetxt',
      '# epoch,loss\n0.000000000000000000e+00,5.000000000000000000e-01\n1.000000000000000000e+00,2.500000000000000000e-01\n',
      'loss',
      [
        [0, 0.5],
        [1, 0.25],
      ],
    ],
    [
      'with brackets and percents',
      'Epoch,Top-1 (%),IoU[fg]\n1,55.5,0.5\n2,60.25,0.75\n',
      'IoU[fg]',
      [
        [1, 0.5],
        [2, 0.75],
      ],
    ],
    [
      'neither loss nor a known word, by epoch',
      'epoch,foo,bar(B)\n1,5,0.5\n2,6,0.75\n',
      'bar(B)',
      [
        [1, 0.5],
        [2, 0.75],
      ],
    ],
    [
      'global_step',
      'global_step,foo\n100,0.5\n200,0.75\n',
      'foo',
      [
        [100, 0.5],
        [200, 0.75],
      ],
    ],
  ])('%s', async (_, log, metric, values) => {
    const { report, found, notes } = await read(log, metric);
    expect(report.series.map((s) => s.format)).toEqual(['csv']);
    expect(found).toEqual(values);
    expect(report.log.recognised).toBe(report.log.lines);
    expect(notes).toContain('program-unknown');
  });

  test('rows of a data frame without a counter', async () => {
    const { report, intervals } = await unrolledText(
      ',loss,accuracy,val_loss\n0,0.9,0.5,0.95\n1,0.8,0.75,0.85\n',
    );
    expect(report.series[0].metrics).toEqual(['loss', 'accuracy', 'val_loss']);
    expect(intervals('val_loss').map((i) => i.printed)).toEqual([0.95, 0.85]);
  });

  test('a metric a row: MLflow', async () => {
    const { report } = await unrolledText(
      'Run,Run ID,metric,step,timestamp,value\nbold-fox,ab12,loss,0,1600000000000,0.9\nbold-fox,ab12,loss,1,1600000001000,0.8\nbold-fox,ab12,val_loss,0,1600000000000,0.95\n',
    );
    expect(report.series.map((s) => [s.title, s.rows])).toEqual([
      ['columns of CSV or JSON, loss, bold-fox', 2],
      ['columns of CSV or JSON, val_loss, bold-fox', 1],
    ]);
    expect(report.series.map((s) => s.metrics)).toEqual([['loss'], ['val_loss']]);
  });

  test('the Trainer on wandb: epochs are fractions, steps count', async () => {
    const { report, intervals } = await unrolledText(
      'Step,train/global_step,train/epoch,train/loss\n0,10,0.25,0.9\n1,20,0.5,0.8\n',
    );
    expect(report.series[0].epoch_count).toBe(1);
    expect(intervals('train/loss').map((i) => i.to)).toEqual([10, 20]);
  });

  test('among other lines, cut at the end', async () => {
    const { report, intervals } = await unrolledText(
      'starting\nepoch,train,valid\n1,0.5,0.6\nWARNING: slow\n2,0.4,0.5\n3,0.3\ndone\n',
    );
    expect(intervals('valid').map((i) => i.printed)).toEqual([0.6, 0.5]);
    expect(report.log.lines - report.log.recognised).toBe(4);
  });
});

describe('a file of something else is refused, and what is missing said', () => {
  test.each([
    ['prices', 'date,open,high,low,close\n2020-01-01,1.5,2.5,0.5,1.25\n2020-01-02,1.5,2.5,0.5,1.25\n'],
    ['addresses', 'name,street,city\nAnn,Main St 5,York\n'],
    ['claims with a loss', 'policy_id,region,loss\n1,north,500.25\n2,south,12.5\n'],
    ['scores', ',country,score\n0,Norway,7.5\n1,Iceland,7.25\n'],
    ['molecular dynamics', 'Step,Temp,PotEng\n0,300.5,-5.5\n100,301.5,-5.25\n'],
    ['seconds since 1970', 'epoch,latitude,longitude\n1600000000,52.5,13.4\n1600000001,52.5,13.4\n'],
    ['prose', 'For each epoch, the loss, and more\nso it goes, one, two\n'],
  ])('%s', async (_, log) => {
    await expect(unrolledText(log)).rejects.toMatchObject({ code: 'log-not-recognised' });
  });
});
