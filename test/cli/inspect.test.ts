/** `inspect`, and audits that are a whole file of arrays. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, describe, expect, test } from 'vitest';
import inspectSchema from '../../schema/inspect.schema.json' with { type: 'json' };
import type { InspectReport } from '../../src/report/inspect/model.js';
import { lossaudit } from './run-cli.js';

const formats = 'fixtures/formats/';
const folder = mkdtempSync(path.join(tmpdir(), 'lossaudit-inspect-'));
afterAll(() => rmSync(folder, { recursive: true }));

function inspected(file: string): InspectReport {
  const { out, code } = lossaudit(['inspect', file, '--json']);
  expect(code).toBe(0);
  const report = JSON.parse(out);
  const validate = new Ajv2020().compile(inspectSchema);
  expect(validate(report), JSON.stringify(validate.errors)).toBe(true);
  return report;
}

describe('inspect', () => {
  test('tells names, shapes, dtypes and ranges', () => {
    // What oracle/formats/generate.py put into the file.
    expect(inspected(`${formats}npz/deflated.npz`)).toMatchObject({
      schema: 'lossaudit/inspect@1',
      format: 'npz',
      bytes: 1182,
      arrays: [
        { key: 'y_true', shape: [3], dtype: 'int64', min: 0, max: 2, nan: 0, infinite: 0 },
        { key: 'y_pred', shape: [3, 3], dtype: 'float32', min: 0, max: 0.7, nan: 1, infinite: 1 },
        { key: 'mask', shape: [3], dtype: 'bool', min: 0, max: 1 },
        { key: 'weight', shape: [2, 3], dtype: 'float16', min: 0, max: 5 },
        { key: 'scalar', shape: [], dtype: 'float64', min: 2.5, max: 2.5 },
        { key: 'empty', shape: [0, 3], dtype: 'float32', min: null, max: null },
      ],
    });
  });

  test.each([
    ['npy/f4-little.npy', 'npy', [null]],
    ['safetensors/one.safetensors', 'safetensors', ['y']],
    ['parquet/one.parquet', 'parquet', ['y']],
    ['arrow/seven.feather', 'arrow', ['y']],
    ['text/one.csv', 'csv', ['p 0']],
    ['text/array.json', 'json', [null]],
    ['text/rows.jsonl', 'json', [null]],
    ['text/numbers.jsonl', 'jsonl', [null]],
  ])('%s', (file, format, keys) => {
    const report = inspected(formats + file);
    expect(report.format).toBe(format);
    expect(report.arrays.map((array) => array.key)).toEqual(keys);
  });

  test('an array that is not read does not stop the others', () => {
    const { arrays } = inspected(`${formats}npz/objects.npz`);
    expect(arrays[0]).toMatchObject({ key: 'numbers', max: 1 });
    expect(arrays[1]).toMatchObject({ key: 'objects', error: { code: 'npy-object' } });
    expect(arrays[2]).toMatchObject({ key: 'text', error: { code: 'dtype-unsupported' } });
    const { out } = lossaudit(['inspect', `${formats}npz/objects.npz`]);
    expect(out).toMatch(/^ {2}numbers +\[2\] +int64 +0 +1$/m);
    expect(out).toMatch(/^ {2}objects +not read$/m);
    expect(out).toContain('objects: The array holds Python objects');
  });

  test('what is no file of arrays is refused', () => {
    const pickle = path.join(folder, 'y.npy');
    writeFileSync(pickle, Buffer.from('\x80\x04\x95\x10', 'latin1'));
    for (const [file, code] of [
      ['nowhere.npz', 'file-not-found'],
      ['fixtures/formats', 'not-a-file'],
      [pickle, 'format-unsupported'],
    ] as const) {
      const { out, code: exit } = lossaudit(['inspect', file, '--json']);
      expect(exit).toBe(2);
      expect(JSON.parse(out).error.code).toBe(code);
    }
  });
});

/** y_true [1, 0], y_pred [0.5, 0.25]: mean squared error (0.25 + 0.0625) / 2 = 0.15625, exact in float32. */
const tensor = (name: string, begin: number) =>
  `"${name}":{"dtype":"F32","shape":[2],"data_offsets":[${begin},${begin + 8}]}`;

function batch(...names: string[]): string {
  const header = `{${names.map((name, i) => tensor(name, 8 * i)).join(',')}}`;
  const length = Buffer.alloc(8);
  length.writeUInt32LE(header.length);
  const data = Buffer.from(Float32Array.of(1, 0, 0.5, 0.25, 1, 1).buffer).subarray(0, 8 * names.length);
  const file = path.join(folder, `${names.join('-')}.safetensors`);
  writeFileSync(file, Buffer.concat([length, Buffer.from(header), data]));
  return file;
}

describe('an audit that is a file of arrays', () => {
  const flags = ['--framework', 'torch', '--loss', 'mse_loss', '--json'];
  test.each([[['y_true', 'y_pred']], [['target', 'input']]])('%j', (names) => {
    for (const command of ['compute', 'compare', 'replay']) {
      const { out, err, code } = lossaudit([command, batch(...names), ...flags]);
      expect(code, err).toBe(0);
      if (command === 'compute') expect(JSON.parse(out).total).toBe(0.15625);
    }
  });

  test('further arrays go by the names of the loss', () => {
    const file = batch('anchor', 'positive', 'negative');
    const { err, code } = lossaudit(['compute', file, '--loss', 'torch.nn.functional.triplet_margin_loss']);
    expect(code, err).toBe(0);
  });

  test('an unknown name is an error', () => {
    const { out, code } = lossaudit(['compute', batch('y_true', 'y_pred', 'y_prde'), ...flags]);
    expect(code).toBe(2);
    const { error } = JSON.parse(out);
    expect(error.code).toBe('unknown-slot');
    expect(error.message).toContain('y_prde');
  });

  test('needs a loss', () => {
    const { out, code } = lossaudit(['compute', batch('y_true', 'y_pred'), '--json']);
    expect([code, JSON.parse(out).error.code]).toEqual([2, 'missing-key']);
  });

  test('a damaged one is named as such', () => {
    const file = path.join(folder, 'cut.npz');
    writeFileSync(file, 'PK\x03\x04 and no more');
    const { out, code } = lossaudit(['compute', file, ...flags]);
    expect([code, JSON.parse(out).error.code]).toEqual([2, 'file-damaged']);
  });
});
