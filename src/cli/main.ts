/**
 * The command line: commander knows the commands, which are imported when they run; errors become exit codes.
 */
import { CommanderError } from 'commander';
import { LossauditError } from '../errors.js';
import { isSystemError, reasonText } from '../io/open.js';
import { memoryError } from '../tensor/memory.js';
import { oneLine, printable, printableJson } from '../text/printable.js';
import { VERSION } from '../version.js';
import { type CliIo, processIo } from './io.js';
import { programOf } from './program.js';

/**
 * @param argv arguments without node and script Sets process.exitCode: 0 computed, 1 an expectation or a
 * finding failed, 2 it could not be audited, 3 a bug.
 */
export async function main(argv: readonly string[]): Promise<void> {
  process.exitCode = await run(argv, processIo(argv));
}

export async function run(argv: readonly string[], io: CliIo): Promise<number> {
  let code = 0;
  const program = programOf(io, (ended) => {
    code = ended;
  });
  try {
    if (argv.length === 0) {
      io.err(program.helpInformation());
      return 2;
    }
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    return failed(systemError(memoryError(error)), argv, io);
  }
}

/** Characters of a message. */
const LONGEST = 1000;

function failed(error: unknown, argv: readonly string[], io: CliIo): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    const message = error.message.replace(/^error: /, '');
    return failed(
      new LossauditError('usage', { message: `${message[0]!.toUpperCase()}${message.slice(1)}` }),
      argv,
      io,
    );
  }
  if (error instanceof LossauditError) {
    if (wantsJson(argv)) io.out(`${printableJson(JSON.stringify(error, null, 2))}\n`);
    const where = error.where && !error.message.includes(error.where) ? ` (${error.where})` : '';
    io.err(
      `lossaudit: ${oneLine(shortened(error.message) + where)}\n ` +
        ` ${error.hint.split('\n').map(printable).join('\n  ')}\n`,
    );
    return 2;
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  io.err(
    `lossaudit: this is a bug in lossaudit ${VERSION}. Please report it with the command line and ` +
      `this:\n${detail}\n`,
  );
  return 3;
}

/** A value that was typed may be numbers by the thousand: both ends say which it was, and what is wrong. */
function shortened(message: string): string {
  return message.length <= LONGEST
    ? message
    : `${message.slice(0, LONGEST / 2)} … ${message.slice(-LONGEST / 2)}`;
}

/**
 * What the system refuses, where no command expected it, is no bug of ours: a working directory that was
 * removed, say.
 */
function systemError(error: unknown): unknown {
  if (!isSystemError(error)) return error;
  const { path, syscall } = error as NodeJS.ErrnoException;
  const gone = syscall === 'uv_cwd';
  const reason = gone ? 'it was removed' : reasonText(error);
  return new LossauditError(
    'file-unreadable',
    { file: gone ? 'the working directory' : (path ?? syscall ?? 'a file'), reason },
    { cause: error },
  );
}

function wantsJson(argv: readonly string[]): boolean {
  const options = ['--format', '--reporter'];
  return argv.some(
    (a, i) => a === '--json' || options.some((o) => a === `${o}=json` || (a === o && argv[i + 1] === 'json')),
  );
}
