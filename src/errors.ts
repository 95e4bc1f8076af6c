/**
 * Every way in which an audit can be refused: one code, its data, one sentence, one hint, in the tables of
 * errors/. The code is part of the contract (`expect.error`, `--json`); the words are not.
 */
import { ARRAY_ERRORS } from './errors/arrays.js';
import { AUDIT_ERRORS } from './errors/audit.js';
import { COMMAND_ERRORS } from './errors/commands.js';
import { COMPARE_ERRORS } from './errors/compare.js';
import { ENGINE_ERRORS } from './errors/engines.js';
import { FILE_ERRORS } from './errors/files.js';
import { FRAMEWORK_ERRORS } from './errors/frameworks.js';
import { JSON_ERRORS } from './errors/json.js';
import { LOOP_ERRORS } from './errors/loops.js';
import type { ErrorRow } from './errors/row.js';
import { VALUE_ERRORS } from './errors/values.js';
import { printable } from './text/printable.js';

const ERRORS = {
  ...COMMAND_ERRORS,
  ...FILE_ERRORS,
  ...JSON_ERRORS,
  ...ARRAY_ERRORS,
  ...VALUE_ERRORS,
  ...AUDIT_ERRORS,
  ...FRAMEWORK_ERRORS,
  ...ENGINE_ERRORS,
  ...LOOP_ERRORS,
  ...COMPARE_ERRORS,
};

export type ErrorCode = keyof typeof ERRORS;

/** What each code carries. */
export type ErrorData = {
  [C in ErrorCode]: (typeof ERRORS)[C] extends ErrorRow<infer D> ? D : never;
};

/** An audit that cannot be done: wrong usage, file, shape or value. Exit code 2. */
export class LossauditError<C extends ErrorCode = ErrorCode> extends Error {
  readonly code: C;
  /** File, key, row: where it is wrong. */
  readonly where: string;
  readonly hint: string;
  readonly data: ErrorData[C];

  /** What comes from files and flags is printable in message, hint and `where`; in `data` it is as it was. */
  constructor(code: C, data: ErrorData[C], options: { where?: string; cause?: unknown } = {}) {
    const row = ERRORS[code] as ErrorRow<ErrorData[C]>;
    super(printable(row.message(data)), options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'LossauditError';
    this.code = code;
    this.where = printable(options.where ?? '');
    this.hint = printable(row.hint(data));
    this.data = data;
  }

  /** Narrows the data: `error.is('class-out-of-range') && error.data.classes`. */
  is<K extends ErrorCode>(code: K): this is LossauditError<K> {
    return (this.code as ErrorCode) === code;
  }

  /** The object that `--json` prints. */
  toJSON(): { error: { code: string; message: string; where: string; hint: string } } {
    return { error: { code: this.code, message: this.message, where: this.where, hint: this.hint } };
  }
}
