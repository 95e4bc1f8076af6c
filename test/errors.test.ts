import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LossauditError } from '../src/errors.js';

const tables = await Promise.all(
  readdirSync(new URL('../src/errors/', import.meta.url))
    .map((file) => file.replace('.ts', ''))
    .filter((file) => file !== 'row')
    .map((file) => import(`../src/errors/${file}.ts`) as Promise<Record<string, object>>),
);

describe('the table of errors', () => {
  it('has each code once: of two rows of one code the later table would hide the other', () => {
    const codes = tables.flatMap((table) => Object.values(table).flatMap(Object.keys));
    expect(codes.length).toBeGreaterThan(70);
    expect(codes.filter((code, i) => codes.indexOf(code) !== i)).toEqual([]);
  });

  it('makes what comes from files printable in the sentences, and leaves it in the data', () => {
    const error = new LossauditError('file-not-found', { file: 'a\u001b[2J.json' }, { where: 'a\u001b' });
    expect(error.message).toBe('No such file: a\ufffd[2J.json');
    expect(error.where).toBe('a\ufffd');
    expect(error.data.file).toBe('a\u001b[2J.json');
    const locked = new LossauditError('engine-locked', { pid: 1, file: '\u0007' });
    expect(locked.hint).toBe('Wait for it. If none is running, delete \ufffd.');
  });

  it('tells codes apart for the compiler', () => {
    const error: LossauditError = new LossauditError('no-rows', { file: 'a.json' });
    expect(error.is('file-empty')).toBe(false);
    expect(error.is('no-rows') && error.data.file).toBe('a.json');
  });

  // The lines are held by `npm run types`: one that compiles is an error there.
  it('does not compile without the data of the code', () => {
    const data = { file: 'a.json' };
    const refused = [
      // @ts-expect-error: no data at all
      () => new LossauditError('class-out-of-range'),
      // @ts-expect-error: the number of classes is missing
      () => new LossauditError('class-out-of-range', { what: 'y_true', at: '[0]', value: 3 }),
      // @ts-expect-error: a text for a number
      () => new LossauditError('class-out-of-range', { what: 'y_true', at: '[0]', value: '3', classes: 3 }),
      // @ts-expect-error: a key that the code does not declare
      () => new LossauditError('no-rows', { file: 'a.json', rows: 0 }),
      // @ts-expect-error: data of another code
      () => new LossauditError('losses-shape', data),
      // @ts-expect-error: data where the code has none
      () => new LossauditError('update-in-ci', data),
      // @ts-expect-error: no such code
      () => new LossauditError('no-such-code', {}),
      // @ts-expect-error: the data is not known before the code is
      (error: LossauditError) => error.data.classes,
      // @ts-expect-error: a file has no classes
      (error: LossauditError) => error.is('no-rows') && error.data.classes,
    ];
    expect(refused).toHaveLength(9);
  });
});
