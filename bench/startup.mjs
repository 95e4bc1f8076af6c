// Start-up as a ratio to `node -e 0` in the same run, beside its budget: node bench/startup.mjs [rounds]
// Interleaved, medians. The budgets are those of Node 20: later ones start faster by themselves.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('../bin/lossaudit.js', import.meta.url));
const quickstart = fileURLToPath(new URL('../fixtures/quickstart.json', import.meta.url));
const rounds = Number(process.argv[2] ?? 15);
const runs = [
  { name: 'node -e 0', args: ['-e', '0'], budget: 1 },
  { name: '--version', args: [cli, '--version'], budget: 1.4 },
  { name: '--help', args: [cli, '--help'], budget: 1.4 },
  {
    name: 'compute --engine reference',
    args: [cli, 'compute', quickstart, '--engine', 'reference'],
    budget: 2.5,
  },
  {
    name: 'compute --engine tfjs-cpu',
    args: [cli, 'compute', quickstart, '--engine', 'tfjs-cpu'],
    budget: 4.5,
  },
].map((r) => ({ ...r, times: [] }));

for (let i = 0; i <= rounds; i++) {
  for (const run of runs) {
    const start = performance.now();
    const { status } = spawnSync(process.execPath, run.args, { stdio: 'ignore' });
    if (status !== 0) throw new Error(`${run.name} exited with ${status}`);
    if (i > 0) run.times.push(performance.now() - start);
  }
}

const median = (times) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)];
const base = median(runs[0].times);
for (const run of runs) {
  const ms = median(run.times);
  console.log(
    `${run.name.padEnd(28)} ${ms.toFixed(0).padStart(5)} ms   +${(ms - base).toFixed(0).padStart(4)} ms   ×${(ms / base).toFixed(2)}   budget ×${run.budget}`,
  );
}
