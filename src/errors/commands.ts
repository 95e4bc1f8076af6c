/** Refusals of commands and flags, and bugs. */
import { didYouMean, type NoData, row } from './row.js';

export const COMMAND_ERRORS = {
  usage: row<{ message: string; hint?: string }>({
    message: (d) => d.message,
    hint: (d) => d.hint ?? 'lossaudit --help lists commands and options.',
  }),
  bug: row<{ detail: string }>({
    message: (d) => `This is a bug in lossaudit: ${d.detail}`,
    hint: 'Please report it with this file.',
  }),
  aborted: row<NoData>({
    message: 'The audit was stopped before its end',
    hint: 'Its signal was aborted.',
  }),
  'no-audits': row<{ paths: readonly string[]; skipped: number }>({
    message: (d) => `No audit found in ${d.paths.join(', ')}`,
    hint:
      'Name audit files, folders that hold them, or globs. In folders, JSON files with a "loss" or ' +
      '"outputs" key count.',
  }),
  'no-audit-names': row<{ file: string }>({
    message: (d) => `${d.file} is no audit, and no audit below the current folder names it`,
    hint: 'Name audits, or arrays that audits name.',
  }),
  'update-in-ci': row<NoData>({
    message: '--update would change reference values in CI',
    hint: 'Update them where somebody looks at the difference; --force does it all the same.',
  }),
  'cannot-update': row<{ what: string; reason: string }>({
    message: (d) => `${d.what} cannot be rewritten in place: ${d.reason}`,
    hint: 'Only numbers that stand in the audit file itself are rewritten.',
  }),
  'unknown-finding': row<{ code: string; near: readonly string[] }>({
    message: (d) => `No finding has the code ${d.code}`,
    hint: (d) => didYouMean(d.near, 'lossaudit list checks names them all.'),
  }),
};
