/** What a file is, told by its first bytes and never by its name. */

/** A file format that is recognised; `npy` is read, the others are named in the refusal. */
export interface Format {
  readonly id: 'npy' | 'zip' | 'safetensors' | 'pickle' | 'hdf5' | 'compressed' | 'json' | 'text' | 'binary';
  /** With its article, for a sentence. */
  readonly name: string;
  /** What to try instead. */
  readonly hint: string;
}

/** How many first bytes `detectFormat` looks at. */
export const HEAD_BYTES = 512;

const SAVE_NPY = 'Save the array with np.save("y_pred.npy", y_pred) and name that file.';

/** Magic numbers at the start of a file, as latin1 text. */
const MAGICS: readonly (readonly [magic: string, format: Format])[] = [
  ['\x93NUMPY', { id: 'npy', name: 'an NPY file', hint: 'Name it in an audit file: "y_pred": "y_pred.npy".' }],
  [
    'PK\x03\x04',
    {
      id: 'zip',
      name: 'a zip archive (.npz, .pt, .keras)',
      hint: 'Save each array by itself: for k, a in np.load("batch.npz").items(): np.save(k + ".npy", a)',
    },
  ],
  ['\x89HDF\r\n\x1a\n', { id: 'hdf5', name: 'an HDF5 file', hint: SAVE_NPY }],
  ['\x1f\x8b', { id: 'compressed', name: 'a gzip file', hint: 'Unpack it first: gunzip FILE' }],
  ['BZh', { id: 'compressed', name: 'a bzip2 file', hint: 'Unpack it first: bunzip2 FILE' }],
  ['\xfd7zXZ\0', { id: 'compressed', name: 'an xz file', hint: 'Unpack it first: unxz FILE' }],
  ['\x28\xb5\x2f\xfd', { id: 'compressed', name: 'a zstd file', hint: 'Unpack it first: unzstd FILE' }],
  ['PAR1', { id: 'binary', name: 'a Parquet file', hint: SAVE_NPY }],
  ['ARROW1', { id: 'binary', name: 'an Arrow file', hint: SAVE_NPY }],
  ['MATLAB 5.0', { id: 'binary', name: 'a MATLAB file', hint: SAVE_NPY }],
];

/** Recognises a file by its first `HEAD_BYTES` bytes (or all, if it is shorter). Never fails: unknown bytes are `binary`. */
export function detectFormat(head: Uint8Array): Format {
  const text = Buffer.from(head.buffer, head.byteOffset, Math.min(head.byteLength, HEAD_BYTES)).toString('latin1');
  for (const [magic, format] of MAGICS) if (text.startsWith(magic)) return format;
  // \x80 and the protocol's number.
  if (text[0] === '\x80' && text.charCodeAt(1) <= 5) {
    return { id: 'pickle', name: 'a Python pickle', hint: `Pickles can run code and are never read. ${SAVE_NPY}` };
  }
  // safetensors: the length of its JSON header in 8 bytes, then the header.
  if (/^[\s\S]{5}\0{3}\{/.test(text)) {
    return { id: 'safetensors', name: 'a safetensors file', hint: SAVE_NPY };
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they tell binary data from text
  if (/[\x00-\x08\x0e-\x1f]/.test(text))
    return { id: 'binary', name: 'binary data of an unknown format', hint: SAVE_NPY };
  if (/^(\xef\xbb\xbf)?\s*[[{]/.test(text)) {
    return {
      id: 'json',
      name: 'a JSON file',
      hint: 'Put its numbers into the audit file itself, or save them with np.save.',
    };
  }
  return {
    id: 'text',
    name: 'a text or CSV file',
    hint: 'Convert it: np.save("y.npy", np.loadtxt("y.csv", delimiter=","))',
  };
}
