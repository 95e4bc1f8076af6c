/** The registry of array formats: one line each. What a file is, its first bytes tell and never its name. */
import { type ArrayFormat, HEAD_BYTES } from './format.js';
import { arrow } from './formats/arrow.js';
import { bzip2 } from './formats/bzip2.js';
import { csv } from './formats/csv.js';
import { gzip } from './formats/gzip.js';
import { hdf5 } from './formats/hdf5.js';
import { json } from './formats/json.js';
import { jsonl } from './formats/jsonl.js';
import { matlab } from './formats/matlab.js';
import { npy } from './formats/npy.js';
import { npz } from './formats/npz.js';
import { parquet } from './formats/parquet.js';
import { pickle } from './formats/pickle.js';
import { safetensors } from './formats/safetensors.js';
import { text } from './formats/text.js';
import { torch } from './formats/torch.js';
import { unknown } from './formats/unknown.js';
import { xz } from './formats/xz.js';
import { zstd } from './formats/zstd.js';

/** The first that recognises a file has it. What is none of the others is text. */
export const FORMATS: readonly ArrayFormat[] = [
  npy,
  npz,
  hdf5,
  gzip,
  bzip2,
  xz,
  zstd,
  parquet,
  arrow,
  matlab,
  torch,
  pickle,
  safetensors,
  unknown,
  json,
  jsonl,
  csv,
  text,
];

/** Recognises a file by its first `HEAD_BYTES` bytes (or all, if it is shorter). Never fails. */
export function detectFormat(head: Uint8Array): ArrayFormat {
  const start = Buffer.from(head.buffer, head.byteOffset, Math.min(head.byteLength, HEAD_BYTES)).toString(
    'latin1',
  );
  return FORMATS.find((format) => format.sniff(start)) ?? text;
}
