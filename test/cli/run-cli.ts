/** Runs the built command line as a user would. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Report } from '../../src/report/audit/model.js';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface Ran {
  code: number | null;
  out: string;
  err: string;
}

export function lossaudit(
  args: string[],
  options: { input?: string | Buffer; cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Ran {
  const result = spawnSync(process.execPath, [`${ROOT}bin/lossaudit.js`, ...args], {
    input: options.input ?? '',
    cwd: options.cwd ?? ROOT,
    // Without native tfjs-node, unless the gate asks for it: a test's result must not depend on what is in a
    // user's cache.
    env: {
      ...process.env,
      NO_COLOR: '1',
      COLUMNS: '',
      CI: '',
      ...(process.env.LOSSAUDIT_NATIVE === '1' ? {} : { LOSSAUDIT_HOME: '/nonexistent' }),
      ...options.env,
    },
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return { code: result.status, out: result.stdout, err: result.stderr };
}

/** An audit on standard input. */
export function computeJson(
  audit: object,
  ...flags: string[]
): { code: number | null; report: Report; err: string } {
  const ran = lossaudit(['compute', '-', '--json', ...flags], { input: JSON.stringify(audit) });
  return { code: ran.code, report: ran.out ? JSON.parse(ran.out) : undefined, err: ran.err };
}
