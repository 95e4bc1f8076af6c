import { readFileSync } from 'node:fs';

/** What numpy says a file holds; see oracle/make_npy_fixtures.py. */
export interface NpyFixture {
  file: string;
  dtype: string;
  descr: string;
  kind: string;
  shape: number[];
  fortran_order: boolean;
  values?: (number | string)[];
  inexact?: number[];
}

export const NPY_FOLDER = new URL('../../fixtures/formats/npy/', import.meta.url);

export const npyFixtures = (
  JSON.parse(readFileSync(new URL('index.json', NPY_FOLDER), 'utf8')) as { files: NpyFixture[] }
).files;

export function npyBytes(file: string): Buffer {
  return readFileSync(new URL(file, NPY_FOLDER));
}

/** Doubles and what numpy rounds them to. */
export function roundingPairs(dtype: 'float16' | 'bfloat16'): [number, number][] {
  const text = readFileSync(new URL(`${dtype}.json`, NPY_FOLDER), 'utf8');
  const { pairs } = JSON.parse(text) as { pairs: [number | string, number | string][] };
  return pairs.map(([from, to]) => [Number(from), Number(to)]);
}
