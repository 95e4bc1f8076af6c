/** What commands write to and how: streams, terminal width, colour. */
import { once } from 'node:events';

export interface CliIo {
  /** The result and nothing else. */
  out(text: string): void;
  /** A long result in pieces; waits for a slow reader. */
  outAll(pieces: Iterable<string>): Promise<void>;
  /** Notes, progress, warnings about the run. */
  err(text: string): void;
  readonly width: number;
  readonly colour: boolean;
  /** Does the result go to a terminal? */
  readonly terminal: boolean;
  readonly env: NodeJS.ProcessEnv;
}

/** The process's own streams. A closed pipe ends quietly. */
export function processIo(argv: readonly string[]): CliIo {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(0);
      throw error;
    });
  }
  const noColour = argv.includes('--no-color') || Boolean(process.env.NO_COLOR) || process.env.TERM === 'dumb';
  return {
    out: (text) => process.stdout.write(text),
    outAll: async (pieces) => {
      for (const piece of pieces) if (!process.stdout.write(piece)) await once(process.stdout, 'drain');
    },
    err: (text) => process.stderr.write(text),
    width: Math.max(40, Math.min(process.stdout.columns ?? 80, 120)),
    colour: Boolean(process.stdout.isTTY) && !noColour,
    terminal: Boolean(process.stdout.isTTY),
    env: process.env,
  };
}
