/** Refusals of files, whatever they hold. */
import { nearest } from '../text/suggest.js';
import { didYouMean, type NoData, row } from './row.js';

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
  'file-changed': row<{ file: string }>({
    message: (d) => `${d.file} became shorter while it was read`,
    hint: 'Wait until the program that writes it has finished.',
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
    hint: 'Name another file, or remove this one.',
  }),
  'write-failed': row<{ file: string; reason: string }>({
    message: (d) => `Cannot write ${d.file}: ${d.reason}`,
    hint: 'Nothing was written; an existing file is unchanged.',
  }),
};
