/**
 * Every way in which an audit can be refused: one code, one sentence, one hint, in one table.
 * The code is part of the contract (`expect.error`, `--json`); the words are not.
 */

type Data = Record<string, unknown>;
interface Entry {
  message: (d: Data) => string;
  /** What to try. */
  hint: (d: Data) => string;
}

const text = (v: unknown): string => sanitize(typeof v === 'string' ? v : String(v));
const list = (v: unknown): string => (Array.isArray(v) ? v.map(text).join(', ') : text(v));

/** Control characters of the input never reach a terminal. */
export function sanitize(value: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced
  return value.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
}

export const ERRORS = {
  usage: {
    message: (d) => text(d.message),
    hint: (d) => text(d.hint ?? 'lossaudit --help lists commands and options.'),
  },
  'file-not-found': {
    message: (d) => `No such file: ${text(d.file)}`,
    hint: () => 'Paths in an audit file are relative to that file.',
  },
  'file-unreadable': {
    message: (d) => `Cannot read ${text(d.file)}: ${text(d.reason)}`,
    hint: () => 'Check that it is a regular file and its permissions.',
  },
} satisfies Record<string, Entry>;

export type ErrorCode = keyof typeof ERRORS;

/** An audit that cannot be done: wrong usage, file, shape or value. Exit code 2. */
export class LossauditError extends Error {
  readonly code: ErrorCode;
  /** File, key, row: where it is wrong. */
  readonly where: string;
  readonly hint: string;
  readonly data: Data;

  constructor(code: ErrorCode, data: Data = {}, options: { where?: string; cause?: unknown } = {}) {
    const entry: Entry = ERRORS[code];
    super(entry.message(data), options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'LossauditError';
    this.code = code;
    this.where = sanitize(options.where ?? '');
    this.hint = entry.hint(data);
    this.data = data;
  }

  /** The object that `--json` prints. */
  toJSON(): { error: { code: string; message: string; where: string; hint: string } } {
    return { error: { code: this.code, message: this.message, where: this.where, hint: this.hint } };
  }
}

export { list as listText };
