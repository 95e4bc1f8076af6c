/** The commands as commander knows them: what runs, completes and is written down (the man page). */
import { Command } from 'commander';
import { VERSION } from '../version.js';
import { COMMANDS } from './commands/index.js';
import type { CliIo } from './io.js';

/** @param ended hears the exit code of the command that ran */
export function programOf(io: CliIo, ended: (code: number) => void): Command {
  const output = { writeOut: io.out, writeErr: () => {}, getOutHelpWidth: () => io.width };
  const program = new Command('lossaudit')
    .description('Where does this loss number come from?')
    .version(VERSION, '-V, --version')
    .option(...NO_COLOUR)
    .exitOverride()
    .configureOutput(output)
    .showHelpAfterError(false);
  for (const command of COMMANDS) {
    const sub = program.command(command.name).description(command.summary).exitOverride();
    sub.configureOutput(output);
    sub.option(...NO_COLOUR);
    command.configure(sub);
    sub.action(async (...args: unknown[]) => ended(await command.run(args, io)));
  }
  return program;
}

const NO_COLOUR = ['--no-color', 'plain text on a terminal too'] as const;
