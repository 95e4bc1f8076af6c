/** What commands write to and how: streams, terminal width, colour. */
import { once } from 'node:events';
import { unspoken } from '../text/printable.js';

export interface CliIo {
  /** Short texts of the result; no CI runner takes them for a command. */
  out(text: string): void;
  /** A long result in pieces, as they are (`deliver` knows what to do to them); waits for a slow reader. */
  outAll(pieces: Iterable<string>): Promise<void>;
  /** Notes, progress, warnings about the run; no CI runner takes them for a command. */
  err(text: string): void;
  readonly width: number;
  /** Rows of the terminal, where there is one. */
  readonly height?: number;
  readonly colour: boolean;
  /** Does the result go to a terminal? */
  readonly terminal: boolean;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * The process's own streams. Who reads them may leave: then the rest is not written, and the exit code says
 * what it would have said.
 */
export function processIo(argv: readonly string[]): CliIo {
  const { stdout, stderr, env } = process;
  let closed = false;
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    closed = true;
    if (error.code === 'EPIPE') return;
    stderr.write(`lossaudit: Cannot write the result: ${error.code ?? error.message}\n`);
    process.exit(2);
  });
  stderr.on('error', () => {});
  const noColour = argv.includes('--no-color') || Boolean(env.NO_COLOR) || env.TERM === 'dumb';
  const forced = env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  // A terminal whose size nobody set says 0.
  const columns = stdout.columns || (/^\d{1,4}$/.test(env.COLUMNS ?? '') ? Number(env.COLUMNS) : 80);
  return {
    out: (text) => {
      if (!closed) stdout.write(unspoken(text));
    },
    outAll: async (pieces) => {
      for (const piece of pieces) {
        if (closed) return;
        // An error ends the wait, too.
        if (!stdout.write(piece)) await once(stdout, 'drain').catch(() => {});
      }
    },
    err: (text) => stderr.write(unspoken(text)),
    width: Math.max(40, Math.min(columns, 120)),
    ...(stdout.isTTY && stdout.rows > 0 ? { height: stdout.rows } : {}),
    colour: (Boolean(stdout.isTTY) || forced) && !noColour,
    terminal: Boolean(stdout.isTTY),
    env,
  };
}
