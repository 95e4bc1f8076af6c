// Reading a large log: node bench/unroll.mjs [megabytes] [kinds, parted by commas] [formats] [rounds]
// Writes a log of each kind of line (bench/logs.mjs), runs `unroll` on it in every output format, in turns
// with a Python program that only finds the numbers, and prints the time as a ratio to it, and the peak of
// memory. On a busy machine the ratio of the processors' time (`user`) says more than that of the clock.
// The least of the rounds counts.
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { KINDS, losses } from './logs.mjs';

const cli = fileURLToPath(new URL('../bin/lossaudit.js', import.meta.url));
const [megabytes = '100', kinds = '', formats = 'text,json,csv', rounds = '1'] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'lossaudit-bench-'));

function write({ pieces, end }) {
  const file = join(folder, 'training.log');
  const out = openSync(file, 'w');
  let size = 0;
  let block = '';
  for (const piece of pieces(losses())) {
    block += piece;
    if (block.length < 1 << 20) continue;
    size += writeSync(out, block);
    block = '';
    if (size >= Number(megabytes) * 1e6) break;
  }
  writeSync(out, end);
  closeSync(out);
  return file;
}

/** Seconds by the clock and of the processors, and the most memory held (by the kernel's record of it). */
function measured(command, args) {
  const { status, stderr } = spawnSync('python3', ['-c', WATCH, command, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
  const [clock, user, kilobytes] = stderr.toString().trim().split('\n').at(-1).split(' ').map(Number);
  return { clock, user, megabytes: kilobytes / 1024 };
}
const WATCH = `
import resource, subprocess, sys, time
start = time.perf_counter()
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss, file=sys.stderr)
sys.exit(code)`;
const NUMBERS = `
import re, sys
pattern = re.compile(sys.argv[2])
log = open(sys.argv[1], encoding='utf-8', newline='')
found = len(pattern.findall(log.read())) if sys.argv[3] == 'whole' else sum(len(pattern.findall(line)) for line in log)
assert found > 1000, found`;

function least(runs) {
  const of = (key) => Math.min(...runs.map((run) => run[key]));
  return { clock: of('clock'), user: of('user'), megabytes: Math.max(...runs.map((run) => run.megabytes)) };
}

function bench(name) {
  const { pattern, whole } = KINDS[name];
  const file = write(KINDS[name]);
  const programs = new Map([
    ['python', () => measured('python3', ['-c', NUMBERS, file, pattern, whole ? 'whole' : 'lines'])],
  ]);
  for (const format of formats.split(','))
    programs.set(format, () => measured(process.execPath, [cli, 'unroll', file, '--format', format]));
  const runs = new Map([...programs.keys()].map((program) => [program, []]));
  for (let round = 0; round < Number(rounds); round++)
    for (const [program, run] of programs) runs.get(program).push(run());
  const python = least(runs.get('python'));
  console.log(`${name}, ${megabytes} MB    (re.findall in Python: ${python.user.toFixed(2)} s)`);
  for (const [program, own] of runs) {
    if (program === 'python') continue;
    const run = least(own);
    const ratio = (key) => `×${(run[key] / python[key]).toFixed(1)}`.padStart(6);
    console.log(
      `  ${program.padEnd(5)} ${run.user.toFixed(2).padStart(6)} s   user ${ratio('user')}   clock ${ratio('clock')}   ${run.megabytes.toFixed(0).padStart(4)} MB`,
    );
  }
}

try {
  for (const name of kinds === '' ? Object.keys(KINDS) : kinds.split(',')) {
    if (!(name in KINDS))
      throw new Error(`${name}: no kind of line; known: ${Object.keys(KINDS).join(', ')}`);
    bench(name);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
