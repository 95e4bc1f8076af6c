/** What `init` asks, and what it makes of the answers; how the questions look is the library's. */
import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { askDraft } from '../../src/cli/init/questions.js';

interface Question {
  readonly message: string;
  readonly default?: string;
  readonly source?: (term?: string) => readonly { readonly name: string; readonly value: unknown }[];
  readonly validate?: (answer: string) => unknown;
}

const { asked, answers } = vi.hoisted(() => ({ asked: [] as Question[], answers: [] as (string | Error)[] }));
function answer(question: Question): unknown {
  asked.push(question);
  const next = answers.shift() ?? '';
  if (next instanceof Error) throw next;
  return question.source
    ? question.source(next).find((choice) => choice.name === next)?.value
    : next || question.default || '';
}
vi.mock('@inquirer/input', () => ({ default: answer }));
vi.mock('@inquirer/search', () => ({ default: answer }));
vi.mock('@inquirer/select', () => ({ default: answer }));

beforeEach(() => {
  asked.length = 0;
  answers.length = 0;
});

const messages = () => asked.map((question) => question.message);

test('framework, version, loss and the file of each of its arrays', async () => {
  answers.push('keras', '2.2', 'mean_squared_error', '', 'predictions.npy', '', ' w.npy ');
  expect(await askDraft(process.cwd())).toEqual({
    framework: 'keras@2.2',
    loss: 'mean_squared_error',
    arrays: { y_true: 'y_true.npy', y_pred: 'predictions.npy', sample_weight: 'w.npy' },
  });
  expect(messages()).toEqual([
    'Framework',
    'Version of Keras',
    'Loss',
    'File of y_true',
    'File of y_pred',
    'File of mask (Enter: none)',
    'File of sample_weight (Enter: none)',
  ]);
  expect(await asked[1]!.validate!('2.2.4')).toBe(true);
  expect(await asked[1]!.validate!('two')).toContain('two');
  expect(asked[3]!.validate!(' ')).not.toBe(true);
});

test('a loss of other arrays is asked for these', async () => {
  answers.push('torch', '2.1', 'TripletMarginLoss');
  const draft = await askDraft(process.cwd());
  expect(Object.keys(draft!.arrays)).toEqual(['anchor', 'positive', 'negative']);
});

test('losses are found by any of their names, and by the nearest', async () => {
  answers.push('keras', '3', 'huber');
  await askDraft(process.cwd());
  const found = (term?: string) => asked[2]!.source!(term).map(({ name }) => name);
  expect(found('mse')).toContain('mean_squared_error');
  expect(found('hubre')).toContain('huber');
  expect(found().length).toBeGreaterThan(20);
});

test('paths are typed from here and written from the audit file; a key stays', async () => {
  answers.push('keras', '3', 'huber', 'data/t.npy#a', join(process.cwd(), 'p.npy'));
  const draft = await askDraft(join(process.cwd(), 'audits'));
  expect(draft!.arrays).toEqual({ y_true: '../data/t.npy#a', y_pred: '../p.npy' });
});

test('an interruption is no answer, and no bug', async () => {
  answers.push(Object.assign(new Error('closed'), { name: 'ExitPromptError' }));
  expect(await askDraft('.')).toBeUndefined();
  answers.push(new Error('another'));
  await expect(askDraft('.')).rejects.toThrow('another');
});
