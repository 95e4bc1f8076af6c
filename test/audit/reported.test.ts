/** `reported` of an audit file, and `--reported`: what is read, and what is refused with which words. */
import { describe, expect, test } from 'vitest';
import { readAudit } from '../../src/audit/read.js';
import { collectReported } from '../../src/cli/flags/reported.js';
import { finding, reportOf } from '../support/audit.js';

const ONE = '"framework": "keras@3", "loss": "mae", "y_true": [0, 0, 0, 0], "y_pred": [1, 1, 1, 2]';
const TWO =
  '"framework": "keras@3", "outputs": {"main": {"loss": "mae", "y_true": [0], "y_pred": [1]}, ' +
  '"side": {"loss": "mae", "y_true": [0], "y_pred": [3], "loss_weight": 0.5}}';
const flags = (...texts: string[]) =>
  texts.reduce((before, text) => collectReported(text, before), [] as ReturnType<typeof collectReported>);

async function read(reported: string, rest = ONE, given?: ReturnType<typeof flags>) {
  const text = `{${rest}${reported ? `, "reported": ${reported}` : ''}}`;
  const context = { source: 'a.json', baseDir: '.', roots: [] };
  return (await readAudit(Buffer.from(text), { reported: given }, context)).reported;
}

describe('the file', () => {
  test('none, one, and one with its digits', async () => {
    expect(await read('')).toEqual([]);
    const one = (text: string) => [{ text, of: 'loss', conditions: {} }];
    expect(await read('"4.10"')).toEqual(one('4.10'));
    expect(await read('4.10')).toEqual(one('4.10'));
    expect(await read('1e-05')).toEqual(one('1e-05'));
    expect(await read('NaN')).toEqual(one('NaN'));
  });
  test('a list, each with what is known of its place', async () => {
    const list =
      '[{"value": 0.520, "batch_size": 16}, {"value": "0.42", "of": "history", "epoch": 0}, ' +
      '{"value": "0.40", "batch_size": 1, "step": 3, "stage": "evaluate", "framework": "keras@2.2"}]';
    expect(await read(list)).toEqual([
      { text: '0.520', of: 'loss', conditions: { batch_size: 16 } },
      { text: '0.42', of: 'history', conditions: { epoch: 0 } },
      {
        text: '0.40',
        of: 'loss',
        conditions: { batch_size: 1, step: 3, stage: 'evaluate', framework: 'keras@2.2' },
      },
    ]);
  });
  test('of an output', async () => {
    expect(await read('[{"value": "3", "of": "outputs.side.loss"}]', TWO)).toEqual([
      { text: '3', of: 'outputs.side.loss', conditions: {} },
    ]);
  });
  const form = 'no number as it was printed ("4.1276"), nor a list';
  test.each([
    ['"abc"', 'reported', form],
    ['"0x10"', 'reported', form],
    ['true', 'reported', form],
    ['{"value": "0.2"}', 'reported', form],
    ['[0.2, 0.3]', 'reported', form],
    ['["0.2"]', 'reported.0', 'got string'],
    ['[]', 'reported', 'an empty list reports no number'],
    ['[{"batch_size": 2}]', 'reported.0.value', form],
    ['[{"value": "0.2", "of": "accuracy"}]', 'reported.0.of', 'it is loss, history or outputs.<name>.loss'],
    ['[{"value": "0.2", "batchsize": 2}]', 'reported.0.batchsize', 'unknown key batchsize'],
    ['[{"value": "0.2", "batch_size": 0}]', 'reported.0.batch_size', 'expected number to be >0'],
    ['[{"value": "0.2", "step": 1.5}]', 'reported.0.step', 'expected int'],
    ['[{"value": "0.2", "stage": "test"}]', 'reported.0.stage', 'expected one of "train"|"evaluate"'],
    ['[{"value": "0.2", "framework": "kerass"}]', 'reported.0.framework', 'kerass'],
    ['[{"value": "0.2", "of": "outputs.side.loss"}]', 'reported.0.of', 'no output side; it has output'],
    ['[{"value": "0.2"}, {"value": "0.3"}]', 'reported.1.value', 'another time'],
    [
      '[{"value": "0.2", "epoch": 1, "stage": "train"}, {"value": "0.3", "stage": "train", "epoch": 1}]',
      'reported.1.value',
      'give what tells them apart',
    ],
  ])('%s', async (reported, path, problem) => {
    const error = await read(reported).then(
      () => new Error('was read'),
      (e: Error) => e,
    );
    expect(error.message).toContain(`wrong at ${path}: `);
    expect(error.message).toContain(problem);
  });
});

describe('the flag', () => {
  test.each([
    ['0.2', { value: '0.2', of: 'loss' }],
    ['-1.0e-3', { value: '-1.0e-3', of: 'loss' }],
    ['nan', { value: 'nan', of: 'loss' }],
    ['loss=0.2', { value: '0.2', of: 'loss' }],
    ['history=0.2', { value: '0.2', of: 'history' }],
    ['main=0.20', { value: '0.20', of: 'outputs.main.loss' }],
    ['outputs.main.loss=0.2', { value: '0.2', of: 'outputs.main.loss' }],
    ['outputs.history.loss=0.2', { value: '0.2', of: 'outputs.history.loss' }],
    ['0.2@batch_size=16', { value: '0.2', of: 'loss', batch_size: 16 }],
    ['main=0.2@batch-size=16,step=3', { value: '0.2', of: 'outputs.main.loss', batch_size: 16, step: 3 }],
    ['0.2@framework=keras@2.2, epoch=0', { value: '0.2', of: 'loss', framework: 'keras@2.2', epoch: 0 }],
    ['0.2@stage=train', { value: '0.2', of: 'loss', stage: 'train' }],
  ])('%s', (text, entry) => {
    expect(flags(text)).toEqual([entry]);
  });
  test.each([
    ['', 'It is written 0.2, main=0.2'],
    ['abc', 'It is written'],
    ['main=', 'It is written'],
    ['=0.2', 'It is written'],
    ['0,2', 'It is written'],
    ['0.2@', 'There is no condition without a name'],
    ['0.2@16', 'There is no condition 16'],
    ['0.2@batchsize=16', 'There is no condition batchsize, only batch_size: after @ stand batch_size'],
    ['0.2@batch_size=0', 'batch_size must be a whole number of at least 1.'],
    ['0.2@batch_size=', 'batch_size must be a whole number'],
    ['0.2@step=1.5', 'step must be a whole number of at least 1.'],
    ['0.2@epoch=-1', 'epoch must be a whole number of at least 0.'],
    ['0.2@stage=test', 'stage must be train or evaluate.'],
    ['0.2@framework=', 'framework has no value.'],
    ['0.2@step=1,step=2', 'step stands there twice.'],
  ])('%s is refused', (text, message) => {
    expect(() => flags(text)).toThrow(message);
  });
  test('it is over the file', async () => {
    expect(await read('"0.5"', ONE, flags('0.2@batch_size=2', '0.3@batch_size=4'))).toEqual([
      { text: '0.2', of: 'loss', conditions: { batch_size: 2 } },
      { text: '0.3', of: 'loss', conditions: { batch_size: 4 } },
    ]);
  });
  test('what is wrong with it is not looked for in the file', async () => {
    const error = await read('"0.5"', ONE, flags('side=0.2')).catch((e) => e);
    expect(error).toMatchObject({ code: 'bad-audit', where: 'a.json' });
    expect(error.message).toContain('the audit has no output side; it has output');
  });
});

test('each number is held against the audit where it was seen', async () => {
  const audit = JSON.parse(`{${TWO}}`);
  // |0 − 1| + 0.5 · |0 − 3| = 2.5; alone the second output has 3.
  const of = async (value: string, name: string) =>
    finding(await reportOf({ ...audit, reported: [{ value, of: name }] }), 'reported-differs')?.message;
  expect(await of('2.5', 'loss')).toBeUndefined();
  expect(await of('3', 'outputs.side.loss')).toBeUndefined();
  expect(await of('1.5', 'outputs.side.loss')).toContain(
    '1.5 (output side) was reported, these arrays give 3',
  );
});
