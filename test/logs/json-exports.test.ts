/** JSON and dicts that hold columns, or objects of any names. Values are those that stand in the texts. */
import { describe, expect, test } from 'vitest';
import { unrolledText } from '../support/unrolled.js';

const HISTORY = { loss: [0.9, 0.8, 0.7], accuracy: [0.5, 0.625, 0.75], val_loss: [0.95, 0.85, 0.825] };
const PYTHON = JSON.stringify(HISTORY).replaceAll('"', "'");

describe('a list for each metric: an epoch a row', () => {
  const spread = PYTHON.replaceAll(',', ',\n          ');
  test.each([
    ['on one line', JSON.stringify(HISTORY)],
    ['spread', JSON.stringify(HISTORY, null, 2)],
    ['as Python prints it', PYTHON],
    ['as pprint prints it, among other lines', `start\n${spread}\ndone\n`],
    ['behind a word', `history: ${PYTHON}\n`],
    ['of numpy', PYTHON.replaceAll(/\d\.\d+/g, 'np.float64($&)')],
    ['in arrays', PYTHON.replaceAll('[', 'array([').replaceAll(']', '], dtype=float32)')],
    ['beside its parameters', JSON.stringify({ params: { epochs: 3 }, history: HISTORY })],
    [
      'of pandas',
      JSON.stringify(HISTORY).replaceAll(/\[([\d.]+),([\d.]+),([\d.]+)\]/g, '{"0":$1,"1":$2,"2":$3}'),
    ],
  ])('%s', async (_, log) => {
    const { report, intervals } = await unrolledText(log);
    expect(report.series.map((s) => [s.format, s.unit, s.rows])).toEqual([['csv', 'epoch', 3]]);
    for (const [metric, values] of Object.entries(HISTORY))
      expect(intervals(metric).map((i) => [i.epoch, i.printed])).toEqual(values.map((v, i) => [i + 1, v]));
  });

  test('its own epochs, and NaN', async () => {
    const { intervals } = await unrolledText(
      '{"epoch": [0, 5], "loss": [0.5, NaN], "val_loss": [null, 0.75]}',
    );
    expect(intervals('loss').map((i) => [i.epoch, i.printed])).toEqual([
      [0, 0.5],
      [5, Number.NaN],
    ]);
    expect(intervals('val_loss').map((i) => [i.epoch, i.printed])[1]).toEqual([5, 0.75]);
  });

  test('by a slow pipe, and longer than 64 KB', async () => {
    const long = { loss: Array.from({ length: 20_000 }, (_, i) => 1 / (i + 3)), val_loss: [0.5] };
    const bytes = new TextEncoder().encode(JSON.stringify(long));
    const pieces = Array.from({ length: Math.ceil(bytes.length / 1000) }, (_, i) =>
      bytes.subarray(i * 1000, (i + 1) * 1000),
    );
    const { intervals } = await unrolledText(pieces);
    expect(intervals('loss').map((i) => i.printed)).toEqual(long.loss);
    expect(intervals('val_loss').map((i) => i.printed)).toEqual([0.5]);
  });

  test('cut anywhere', async () => {
    const bytes = new TextEncoder().encode(
      '{"loss": [1e-05, -2.5E+3, NaN, 12], "a": [1e-2, 0.5, -Infinity, 7]}',
    );
    for (let at = 1; at < bytes.length; at++) {
      const { intervals } = await unrolledText([bytes.subarray(0, at), bytes.subarray(at)]);
      expect(intervals('loss').map((i) => i.printed)).toEqual([1e-5, -2500, Number.NaN, 12]);
      expect(intervals('a').map((i) => i.printed)).toEqual([0.01, 0.5, Number.NEGATIVE_INFINITY, 7]);
    }
  });

  test('what stands beside the lists is counted', async () => {
    const { report } = await unrolledText('{"loss": [0.5, 0.25], "best": 0.25}');
    expect(report.left_aside).toMatchObject([{ what: 'line', count: 1, example: '{"best": 0.25}' }]);
  });

  test.each(['{"prices": [1, 2, 3]}', '{"name": "x", "sizes": [1, 2]}', '[[1, 2, 3], [4, 5, 6]]'])(
    'no training: %s',
    async (log) => expect(unrolledText(log)).rejects.toMatchObject({ code: 'log-not-recognised' }),
  );
});

test('TensorBoard: a value by step', async () => {
  const { report, intervals, text } = await unrolledText('[[1600000000.1, 1, 2.5], [1600000001.1, 2, 2.25]]');
  expect(report.series.map((s) => s.format)).toEqual(['tensorboard-csv']);
  expect(intervals('Value').map((i) => [i.to, i.printed])).toEqual([
    [1, 2.5],
    [2, 2.25],
  ]);
  expect(text).toContain("TensorBoard's smoothing is not in the file");
});

test('pandas: columns, index, data', async () => {
  const { intervals } = await unrolledText(
    '{"columns":["step","loss"],"index":[0,1],"data":[[10,0.9],[20,0.8]]}',
  );
  expect(intervals('loss').map((i) => [i.to, i.printed])).toEqual([
    [10, 0.9],
    [20, 0.8],
  ]);
});

test('a curve beside its steps: ClearML', async () => {
  const { report } = await unrolledText(
    '{"loss":{"train":{"x":[0,10],"y":[0.9,0.8]},"val":{"x":[5],"y":[0.95]}}}',
  );
  expect(report.series.map((s) => [s.metrics, s.unit, s.rows])).toEqual([
    [['loss.train'], 'step', 2],
    [['loss.val'], 'step', 1],
  ]);
});

describe('objects', () => {
  test.each([
    [
      'wandb',
      '{"_step":10,"_timestamp":1600000000.5,"_runtime":1.5,"train/loss":0.9}\n',
      { 'train/loss': 0.9 },
      10,
    ],
    [
      'wandb without a loss',
      '{"_step":10,"_timestamp":1600000000.5,"val/acc":0.9}\n',
      { 'val/acc': 0.9 },
      10,
    ],
    [
      'a list of them',
      '[{"global_step":10,"reward":1.5},{"global_step":20,"reward":2.5}]',
      { reward: 1.5 },
      10,
    ],
    ['by the numbers of rows', '{"0":{"epoch":4,"loss":0.9},"1":{"epoch":5,"loss":0.8}}', { loss: 0.9 }, 4],
    [
      'a metric an object: MLflow',
      '{"metrics":[{"key":"loss","value":0.9,"timestamp":1600000000000,"step":10}]}',
      { loss: 0.9 },
      10,
    ],
    ['a metric an object, a line each', '{"metric":"acc","value":0.9,"step":10}\n', { acc: 0.9 }, 10],
    ['an epoch of metrics', '{"epoch": 4, "accuracy": 0.5}\n', { accuracy: 0.5 }, 4],
  ])('%s', async (_, log, values, counter) => {
    const { first, epochs } = await unrolledText(log);
    expect(first).toEqual(values);
    const [interval] = [...epochs[0].metrics[0].intervals()];
    expect([interval.epoch, interval.to]).toContain(counter);
  });

  test.each([
    '{"name": "Ann", "score": 5}',
    '{"step": 1, "title": "x"}',
    '{"id": 7, "value": 3, "tag": "a"}',
  ])('no training: %s', async (log) =>
    expect(unrolledText(`${log}\n`)).rejects.toMatchObject({ code: 'log-not-recognised' }),
  );
});
