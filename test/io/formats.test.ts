/** Every registered format is recognised by its own first bytes, and read, or refused with what to do. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { detectFormat, FORMATS } from '../../src/io/detect.js';
import { HEAD_BYTES } from '../../src/io/format.js';
import { loadArray } from '../../src/io/load.js';
import type { NdArray } from '../../src/tensor/ndarray.js';
import { refusal } from './refusal.js';

/** The start of a file of each format, as its specification or `file`(1) has it; of readable ones, all. */
const SAMPLES: Readonly<Record<string, string>> = {
  // np.save("x.npy", np.uint8(7)) with the header's spaces left out.
  npy: "\x93NUMPY\x01\0\x36\0{'descr': '|u1', 'fortran_order': False, 'shape': ()}\n\x07",
  // np.savez("x.npz", x=np.uint8(7)) of numpy 2.4.6, its header's spaces and its zip64 fields left out.
  npz:
    'PK\x03\x04\x14\0\0\0\0\0\0\0!\0\x04\xfb\x70\x26\x41\0\0\0\x41\0\0\0\x05\0\0\0x.npy' +
    "\x93NUMPY\x01\0\x36\0{'descr': '|u1', 'fortran_order': False, 'shape': ()}\n\x07" +
    'PK\x01\x02\x14\x03\x14\0\0\0\0\0\0\0!\0\x04\xfb\x70\x26\x41\0\0\0\x41\0\0\0\x05\0\0\0\0\0\0\0\0\0' +
    '\0\0\x80\x01\0\0\0\0x.npyPK\x05\x06\0\0\0\0\x01\0\x01\0\x33\0\0\0\x64\0\0\0\0\0',
  hdf5: '\x89HDF\r\n\x1a\n\0',
  gzip: '\x1f\x8b\b\0',
  bzip2: 'BZh91AY&SY',
  xz: '\xfd7zXZ\0\0',
  zstd: '\x28\xb5\x2f\xfd\0',
  // pyarrow.table({'y': numpy.uint8([7])}) of pyarrow 26.0.1: fixtures/formats.
  parquet: readFileSync(new URL('../../fixtures/formats/parquet/seven.parquet', import.meta.url), 'latin1'),
  arrow: readFileSync(new URL('../../fixtures/formats/arrow/seven.feather', import.meta.url), 'latin1'),
  matlab: 'MATLAB 5.0 MAT-file, Platform: GLNXA64',
  torch: '\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.\x80\x02M',
  pickle: '\x80\x04\x95\x10\0',
  safetensors: '\x34\0\0\0\0\0\0\0{"a":{"dtype":"U8","shape":[],"data_offsets":[0,1]}}\x07',
  unknown: '\x89PNG\r\n\x1a\n\0',
  json: ' [[1, 2], [3, 4]]',
  jsonl: '7\n8\n',
  csv: 'y\n7\n',
  text: '7 8\n9 10\n',
};

/** What those hold that cannot say uint8. */
const VALUES: Readonly<Record<string, NdArray>> = {
  json: { dtype: 'float64', shape: [2, 2], data: Float64Array.of(1, 2, 3, 4) },
  jsonl: { dtype: 'float64', shape: [2], data: Float64Array.of(7, 8) },
  arrow: { dtype: 'uint8', shape: [1], data: Uint8Array.of(7) },
  parquet: { dtype: 'uint8', shape: [1], data: Uint8Array.of(7) },
  csv: { dtype: 'float64', shape: [1], data: Float64Array.of(7) },
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
  if (format.open) {
    expect(await load()).toEqual(VALUES[id] ?? { dtype: 'uint8', shape: [], data: Uint8Array.of(7) });
    return;
  }
  const error = await refusal(load);
  expect(error).toMatchObject({ code: 'format-unsupported', where: 'y_true', hint: format.hint });
  expect(error.message).toContain(format.name);
});
