/** Running the commands of an installation. */
import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LossauditError } from '../errors.js';

/** Headers that came with this Node: node-gyp takes them from here instead of downloading them. */
export function headersOf(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const root = dirname(dirname(process.execPath));
  const own = existsSync(join(root, 'include', 'node', 'node.h'));
  return own && !env.npm_config_nodedir ? { npm_config_nodedir: root } : {};
}

/** Runs a command with its output in the log; its last lines are what an error shows. */
export function runLogged(
  command: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
  log: string,
): Promise<void> {
  appendFileSync(log, `\n$ ${command} ${args.join(' ')}\n`);
  return new Promise((done, failed) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => appendFileSync(log, data));
    child.on('error', (cause) =>
      failed(new LossauditError('engine-install', { command, tail: String(cause), log }, { cause })),
    );
    child.on('close', (code) => {
      if (code === 0) return done();
      const tail = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-8).join('\n');
      failed(new LossauditError('engine-install', { command: `${command} ${args[0]}`, tail, log }));
    });
  });
}
