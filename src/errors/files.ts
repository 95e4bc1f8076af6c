/** Refusals of files, whatever they hold. */
import { some } from '../text/sentence.js';
import { nearest } from '../text/suggest.js';
import { didYouMean, type NoData, row } from './row.js';

/** Why a cell of a CSV file is no number that a double holds. */
export type CellProblem = 'empty' | 'text' | 'inexact' | 'overflow' | 'underflow' | 'comma';

const CELL_PROBLEMS: Readonly<Record<CellProblem, { message(found: string): string; hint: string }>> = {
  empty: {
    message: () => 'has an empty cell',
    hint: 'A value that is missing has to be said: df.to_csv(file, na_rep="NaN"), or give a mask.',
  },
  text: {
    message: (found) => `has "${found}", which is no number,`,
    hint: 'Losses are computed from numbers: write classes as their indices.',
  },
  comma: {
    message: (found) => `has "${found}", a decimal comma or digits in groups,`,
    hint: 'Write numbers with a decimal point: df.to_csv(file, decimal=".").',
  },
  inexact: {
    message: (found) => `has ${found}, which no double holds exactly,`,
    hint: 'Renumber identifiers below 2^53.',
  },
  overflow: {
    message: (found) => `has ${found}, which is beyond the largest double,`,
    hint: 'Write inf if infinity is meant.',
  },
  underflow: {
    message: (found) => `has ${found}, which is below the smallest double and would become 0,`,
    hint: 'Write 0 if that is meant.',
  },
};

/** As many as a line takes. */
function listed(keys: readonly string[]): string {
  const shown = keys.slice(0, MOST_KEYS).map((key) => (key.length > 60 ? `${key.slice(0, 60)}…` : key));
  const more = keys.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

const MOST_KEYS = 20;

export const FILE_ERRORS = {
  'file-not-found': row<{ file: string; link?: boolean }>({
    message: (d) => `No such file: ${d.file}`,
    hint: (d) =>
      d.link
        ? 'It is a link to a file that is not there: make that file, or remove the link.'
        : 'Paths on the command line are relative to the current folder, those in a file to that file.',
  }),
  'file-unreadable': row<{ file: string; reason: string }>({
    message: (d) => `Cannot read ${d.file}: ${d.reason}`,
    hint: 'Check that it is a regular file and its permissions.',
  }),
  'not-a-file': row<{ file: string; kind: string; hint?: string }>({
    message: (d) => `${d.file} is ${d.kind}, not a regular file`,
    hint: (d) => d.hint ?? 'Name a regular file.',
  }),
  'file-empty': row<{ file: string }>({
    message: (d) => `${d.file} is empty`,
    hint: 'The program that should have written it probably stopped before it did.',
  }),
  'file-too-large': row<{ file: string; bytes: number; limit: number }>({
    message: (d) => `${d.file} has ${d.bytes} bytes; at most ${d.limit} are read`,
    hint: 'Keep large arrays in NPY files (np.save) and name them in the audit file.',
  }),
  'line-too-long': row<{ file: string; limit: number }>({
    message: (d) => `${d.file} has a line of more than ${d.limit} bytes`,
    hint: 'A row of an array stands on a line. Keep large arrays in NPY files (np.save).',
  }),
  'file-changed': row<{ file: string }>({
    message: (d) => `${d.file} was changed while it was read`,
    hint: 'Wait until the program that writes it has finished.',
  }),
  'no-shards': row<{ pattern: string; folder: string }>({
    message: (d) => `No file matches ${d.pattern} in ${d.folder}`,
    hint:
      'In names * stands for any characters, ? for one; paths are relative to the audit file, those of ' +
      'flags to the working directory.',
  }),
  'too-many-shards': row<{ pattern: string; limit: number }>({
    message: (d) => `${d.pattern} matches more than ${d.limit} files`,
    hint: 'Join the files to fewer ones, or name some of them by a narrower pattern.',
  }),
  'shards-differ': row<{ pattern: string; file: string; what: string }>({
    message: (d) => `The files of ${d.pattern} are no single array: ${d.file} ${d.what}`,
    hint: 'Files of one array differ in the number of rows only; name others by a pattern of their own.',
  }),
  'shards-unaligned': row<{ one: string; other: string }>({
    message: (d) => `The files of the arrays do not go together: ${d.one}, ${d.other}`,
    hint: 'Write all arrays in the same files, or look whether one is missing or in another order.',
  }),
  'outside-root': row<{ file: string; dir: string }>({
    message: (d) => `${d.file} is outside the audit file's folder and the working directory`,
    hint: (d) => `Allow its folder with --root ${d.dir}, or move the file.`,
  }),
  'format-unsupported': row<{ file: string; format: string; hint: string }>({
    message: (d) => `${d.file} is ${d.format}, which is not read here`,
    hint: (d) => d.hint,
  }),
  'key-not-applicable': row<{ file: string; key: string }>({
    message: (d) => `${d.file} holds one array, so the key "${d.key}" names nothing in it`,
    hint: 'Remove the #key (or "key"); for a file whose name holds a #, write {"file": "…"}.',
  }),
  'key-missing': row<{ file: string; keys: readonly string[]; joinsKeys: boolean }>({
    message: (d) => `${d.file} holds ${d.keys.length} arrays: ${listed(d.keys)}`,
    hint({ file, keys: [first = 'a', second = 'b'], joinsKeys }) {
      const joined = joinsKeys ? `, or several as columns: "${file}#${first},${second}"` : '';
      return `Name one: "${file}#${first}"${joined}.`;
    },
  }),
  'key-unknown': row<{ file: string; key: string; keys: readonly string[] }>({
    message: (d) => `${d.file} holds no "${d.key}", but ${listed(d.keys)}`,
    hint: (d) => didYouMean(nearest(d.key, d.keys), 'lossaudit inspect FILE lists what a file holds.'),
  }),
  'no-arrays': row<{ file: string }>({
    message: (d) => `${d.file} holds no arrays`,
    hint: 'Check the program that wrote it.',
  }),
  'file-damaged': row<{ kind: string; problem: string; hint: string }>({
    message: (d) => `The ${d.kind} is damaged: ${d.problem}`,
    hint: (d) => d.hint,
  }),
  'csv-header': row<NoData>({
    message: 'The first line holds numbers, not names of columns',
    hint: 'Write a first line with names (y_true,y_pred), or save the numbers with np.save.',
  }),
  'csv-duplicate': row<{ column: string }>({
    message: (d) => `Two columns are called "${d.column}"`,
    hint: 'Give each its own name in the first line.',
  }),
  'csv-row': row<{ line: number; found: number; expected: number }>({
    message: (d) => `Line ${d.line} has ${some(d.found, 'cell')}, the first line ${d.expected}`,
    hint: 'A cell that holds the separator stands in double quotes.',
  }),
  'csv-quote': row<{ line: number }>({
    message: (d) => `The double quote in line ${d.line} does not end where its cell ends`,
    hint: 'A double quote within a cell is written twice, and the cell stands in double quotes.',
  }),
  'csv-cell': row<{ column: string; line: number; found: string; problem: CellProblem }>({
    message: (d) => `The column "${d.column}" ${CELL_PROBLEMS[d.problem].message(d.found)} in line ${d.line}`,
    hint: (d) => CELL_PROBLEMS[d.problem].hint,
  }),
  'zip-unsupported': row<{ name: string; problem: string; hint: string }>({
    message: (d) => `${d.name} in the zip archive ${d.problem}`,
    hint: (d) => d.hint,
  }),
  'stdin-terminal': row<NoData>({
    message: 'Standard input is a terminal, so there is nothing to read',
    hint: 'Pipe a file into it (… | lossaudit compute -) or name a file.',
  }),
  'file-exists': row<{ file: string }>({
    message: (d) => `${d.file} is there already, and is not overwritten`,
    hint: 'Name another file, or remove this one (compute --save replaces it with --force).',
  }),
  'write-failed': row<{ file: string; reason: string }>({
    message: (d) => `Cannot write ${d.file}: ${d.reason}`,
    hint: 'Nothing was written; an existing file is unchanged.',
  }),
};
