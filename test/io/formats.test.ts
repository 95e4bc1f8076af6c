/** Every registered format is recognised by its own first bytes, and read, or refused with what to do. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { detectFormat, FORMATS, HEAD_BYTES } from '../../src/io/detect.js';
import { loadArray } from '../../src/io/load.js';
import { refusal } from './refusal.js';

/** The start of a file of each format, as its specification or `file`(1) has it. */
const SAMPLES: Readonly<Record<string, string>> = {
  // np.save("x.npy", np.uint8(7)) with the header's spaces left out.
  npy: "\x93NUMPY\x01\0\x36\0{'descr': '|u1', 'fortran_order': False, 'shape': ()}\n\x07",
  zip: 'PK\x03\x04\x14\0\0\0\b\0',
  hdf5: '\x89HDF\r\n\x1a\n\0',
  gzip: '\x1f\x8b\b\0',
  bzip2: 'BZh91AY&SY',
  xz: '\xfd7zXZ\0\0',
  zstd: '\x28\xb5\x2f\xfd\0',
  parquet: 'PAR1\x15\x04',
  arrow: 'ARROW1\0\0',
  matlab: 'MATLAB 5.0 MAT-file, Platform: GLNXA64',
  pickle: '\x80\x04\x95\x10\0',
  safetensors: '\x28\0\0\0\0\0\0\0{"a":{"dtype":"F32"',
  unknown: '\x89PNG\r\n\x1a\n\0',
  json: ' [[1, 2], [3, 4]]',
  text: 'a,b\n1,2\n',
};

const folder = mkdtempSync(path.join(tmpdir(), 'lossaudit-formats-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('every format has a sample', () => {
  expect(FORMATS.map((f) => f.id)).toEqual(Object.keys(SAMPLES));
});

test.each(FORMATS.map((f) => [f.id, f] as const))('%s', async (id, format) => {
  const bytes = Buffer.from(SAMPLES[id], 'latin1');
  expect(detectFormat(bytes)).toBe(format);
  // What is behind the start does not count.
  expect(detectFormat(Buffer.concat([bytes, Buffer.alloc(HEAD_BYTES, 0x20), Buffer.from([0, 1])]))).toBe(
    format,
  );
  writeFileSync(path.join(folder, 'y'), bytes);
  const load = () => loadArray('y', { key: 'y_true', baseDir: folder, roots: [folder] });
  if (format.read) {
    // np.uint8(7): no axes.
    expect(await load()).toEqual({ dtype: 'uint8', shape: [], data: Uint8Array.of(7) });
    return;
  }
  const error = await refusal(load);
  expect(error).toMatchObject({ code: 'format-unsupported', where: 'y_true', hint: format.hint });
  expect(error.message).toContain(format.name);
});
