/** A command as data: what help needs is here, its code is imported when it runs. */
import type { Command as Commander } from 'commander';
import type { CliIo } from './io.js';

export interface Command {
  readonly name: string;
  readonly summary: string;
  /** Arguments and options. */
  configure(command: Commander): void;
  /**
   * @param args positional arguments, then the options object, as commander gives them
   * @returns the exit code
   */
  run(args: readonly unknown[], io: CliIo): Promise<number>;
}
