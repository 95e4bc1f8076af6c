/** Refusals of arrays: NPY files, dtypes, memory. */
import { some } from '../text/sentence.js';
import { row } from './row.js';

export const ARRAY_ERRORS = {
  'array-spec': row<{ found: string }>({
    message: (d) => `Not an array: found ${d.found}`,
    hint:
      'An array is nested numbers, "file.npy", "file.npz#key", {"file": …, "key": …, "dtype": ' +
      '"bfloat16"} or {"values": […], "dtype": "int64"}.',
  }),
  'array-shape': row<{ shape: readonly number[]; values: number }>({
    message: (d) =>
      `The shape [${d.shape.join(', ')}] is of other than the ${d.values} values that there are`,
    hint: 'The sizes of a shape, multiplied, are the number of values.',
  }),
  'dtype-unknown': row<{ dtype: string; known: readonly string[] }>({
    message: (d) => `Unknown dtype ${d.dtype}`,
    hint: (d) => `One of ${d.known.join(', ')}.`,
  }),
  'dtype-unsupported': row<{ dtype: string; hint: string }>({
    message: (d) => `The array's dtype is ${d.dtype}, which no loss takes`,
    hint: (d) => d.hint,
  }),
  'npy-object': row<{ dtype: string }>({
    message:
      'The array holds Python objects (dtype object): the file is a pickle, and pickles are never read',
    hint:
      'Save numbers: np.save(file, arr.astype(np.float32)). Rows of different lengths must be padded to ' +
      'one length first.',
  }),
  'dtype-raw': row<{ dtype: string; bytes: number }>({
    message: (d) => `The dtype ${d.dtype} does not say what its bytes mean`,
    hint: (d) =>
      d.bytes === 2
        ? 'ml_dtypes saves bfloat16 so: if it is that, write {"file": …, "dtype": "bfloat16"}; otherwise ' +
          'save arr.astype(np.float32).'
        : 'ml_dtypes saves 8-bit floats so: write {"file": …, "dtype": "float8_e4m3fn"} or "float8_e5m2" ' +
          'if it is one of these; otherwise save arr.astype(np.float32).',
  }),
  'dtype-bits': row<{ dtype: string; declared: string }>({
    message: (d) => `The file has the dtype ${d.dtype}, whose items are not the bits of ${d.declared}`,
    hint: (d) =>
      d.declared === 'bfloat16'
        ? 'Bits of bfloat16 are saved as arr.view(np.uint16), values as arr.astype(np.float32).'
        : `Bits of ${d.declared} are saved as arr.view(np.uint8), values as arr.astype(np.float32).`,
  }),
  'npy-header': row<{ problem: string }>({
    message: (d) => `The NPY header is damaged: ${d.problem}`,
    hint: 'Write the file again with np.save.',
  }),
  'npy-size': row<{ expected: number; shape: string; dtype: string; found: number; hint: string }>({
    message: (d) =>
      `The NPY header promises ${d.expected} bytes of data (${d.shape} of ${d.dtype}), the file holds ` +
      `${d.found}`,
    hint: (d) => d.hint,
  }),
  'array-not-in-memory': row<{ file: string; shape: string; who: string; limit: number }>({
    message: (d) =>
      `${d.who} takes arrays that are in memory; ${d.file} is of shape ${d.shape}, which stays in its file`,
    hint: (d) =>
      `Arrays that take more than ${d.limit / 2 ** 20} MB stay in their files, which compute reads in ` +
      'blocks. Give a part of the rows.',
  }),
  'array-too-large': row<{ shape: string; problem: string; hint?: string }>({
    message: (d) => `The array has the shape ${d.shape}: ${d.problem}`,
    hint: (d) => d.hint ?? 'Check how the array was saved.',
  }),
  'value-inexact': row<{ index: string; value: bigint | string; dtype: string; hint: string }>({
    message: (d) => `${d.index} is ${d.value} (${d.dtype}), which no double holds exactly`,
    hint: (d) => d.hint,
  }),
  'value-not-in-dtype': row<{ index: string; value: number; dtype: string; hint: string }>({
    message: (d) => `${d.index} is ${d.value}, which is no ${d.dtype}`,
    hint: (d) => d.hint,
  }),
  'value-missing': row<{ index: string }>({
    message: (d) => `${d.index} is null`,
    hint:
      'Fill what is missing, df["x"].fillna(float("nan")) say, or leave these rows out; a mask says which ' +
      'count.',
  }),
  'list-ragged': row<{ index: string; found: number; expected: number }>({
    message: (d) => `Ragged lists: ${d.index} has ${some(d.found, 'element')}, those before ${d.expected}`,
    hint: 'All lists of a column have one length: pad the shorter ones, and give a mask for the padding.',
  }),
  'out-of-memory': row<{ bytes?: number; free?: number; hint?: string; arrays?: number }>({
    message({ bytes, free, arrays }) {
      if (bytes === undefined) return 'There is not enough memory for arrays of this size';
      const what =
        arrays === undefined
          ? `an array of ${bytes} bytes`
          : `the ${arrays} arrays of the audit, ${bytes} bytes in all`;
      return `No memory for ${what}${free === undefined ? '' : `: ${free} are free`}`;
    },
    hint: (d) => d.hint ?? 'Audit a part of the rows, or save the array in a smaller dtype.',
  }),
};
