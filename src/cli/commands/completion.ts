import { Argument, type Command as Commander, Option } from 'commander';
import type { Command } from '../command.js';

const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

export const completion: Command = {
  name: 'completion',
  summary: 'a script that completes commands, options and names in a shell',
  configure(command) {
    command
      .addArgument(new Argument('<shell>', 'whose script is printed').choices(SHELLS))
      .addOption(new Option('--words', 'what the script asks: the words of a command line').hideHelp())
      .allowExcessArguments();
  },
  run: async ([shell, flags, command], io) =>
    (await import('./completion-run.js')).runCompletion(
      shell as Shell,
      flags as never,
      command as Commander,
      io,
    ),
};
