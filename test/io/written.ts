/** Array files that other programs wrote, with what these read back: oracle/formats/generate.py. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadArray } from '../../src/io/load.js';
import type { NdArray } from '../../src/tensor/ndarray.js';

export const FORMATS_FOLDER = new URL('../../fixtures/formats/', import.meta.url);

export interface WrittenArray {
  readonly file: string;
  readonly key: string | null;
  readonly dtype: string;
  readonly shape: number[];
  readonly values: (number | string)[];
}

interface RefusedArray {
  readonly file: string;
  readonly key: string;
  /** What the error names. */
  readonly refused: string;
}

const index = JSON.parse(readFileSync(new URL('index.json', FORMATS_FOLDER), 'utf8')) as (
  | WrittenArray
  | RefusedArray
)[];

/** @param folder `npz`, `parquet`, … */
export const writtenArrays = (folder: string): WrittenArray[] =>
  index.filter((e): e is WrittenArray => e.file.startsWith(`${folder}/`) && 'values' in e);
export const refusedArrays = (folder: string): RefusedArray[] =>
  index.filter((e): e is RefusedArray => e.file.startsWith(`${folder}/`) && 'refused' in e);

/** A fixture's array as an audit loads it. */
export function load(file: string, key?: string | null, dtype?: string): Promise<NdArray> {
  const folder = fileURLToPath(FORMATS_FOLDER);
  const spec = { file, ...(key == null ? {} : { key }), ...(dtype === undefined ? {} : { dtype }) };
  return loadArray(spec, { key: 'y_pred', baseDir: folder, roots: [folder] });
}

/** Values, with -0 and NaN told apart. */
export function comparable({ dtype, shape, data }: NdArray) {
  return { dtype, shape, values: Array.from(data) };
}

export function expected({ dtype, shape, values }: WrittenArray) {
  return { dtype, shape, values: values.map(Number) };
}
