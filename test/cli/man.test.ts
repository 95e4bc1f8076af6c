/** The manual page has all that `--help` has; `npm run generate` writes it. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands/index.js';
import { lossaudit, ROOT } from './run-cli.js';

const file = join(ROOT, 'man/lossaudit.1');
const page = readFileSync(file, 'utf8').replaceAll('\\-', '-');

test.each(COMMANDS.map((command) => command.name))('%s with all of its options', (name) => {
  const part = page.split(`.SS ${name} `)[1]!.split('\n.S')[0]!;
  const options = lossaudit([name, '--help']).out.match(/^ {2}(?:-\w, )?--[\w-]+/gm)!;
  for (const option of options) expect(part).toContain(`.B ${option.trim()}`);
});

test.skipIf(spawnSync('mandoc', ['-Tlint', '/dev/null']).error)('mandoc finds no fault in it', () => {
  const { stdout } = spawnSync('mandoc', ['-Tlint', file], { encoding: 'utf8' });
  // It stays the same on every day that it is generated.
  expect(stdout.split('\n').filter((line) => line !== '' && !line.includes('missing date'))).toEqual([]);
});
