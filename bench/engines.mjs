// The engines on 10 million elements beside numpy and TensorFlow for Python, in one run, as ratios to numpy:
//   PYTHON=/path/to/python-with-tensorflow node bench/engines.mjs [elements]
// Measured is the loss alone, arrays in memory, best of five; and the whole report (steps, ledgers, shares,
// float64 beside it).
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const elements = Number(process.argv[2] ?? 1e7);
const python = process.env.PYTHON ?? 'python3';
const here = fileURLToPath(new URL('.', import.meta.url));

if (process.argv[3]) {
  await child(process.argv[3], process.argv[4]);
} else {
  const folder = mkdtempSync(join(tmpdir(), 'lossaudit-bench-'));
  try {
    run(python, [`${here}engines.py`, 'make', folder, String(elements)]);
    const rows = [...run(python, [`${here}engines.py`, 'run', folder])];
    for (const engine of ['tfjs-node', 'tfjs-cpu', 'reference']) {
      rows.push(...run(process.execPath, [fileURLToPath(import.meta.url), String(elements), engine, folder]));
    }
    for (const loss of ['mean_squared_error', 'binary_crossentropy']) {
      const own = rows.filter((r) => r.loss === loss);
      const numpy = own.find((r) => r.engine === 'numpy').ms;
      console.log(`\n${loss}, ${elements.toLocaleString('en-US')} float32 elements`);
      for (const r of own) {
        const report = r.report ? `   whole report ×${(r.report / numpy).toFixed(1)}` : '';
        console.log(
          `  ${r.engine.padEnd(18)} ×${(r.ms / numpy).toFixed(2).padStart(7)}${report}   ${r.note ?? ''}`,
        );
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(command, args) {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 26 });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}\n${stderr}`);
  return stdout
    .split('\n')
    .filter((l) => l.startsWith('{'))
    .map((l) => JSON.parse(l));
}

/** One engine in a process of its own. */
async function child(engine, folder) {
  const { chooseEngines, readAudit, runAudit } = await import('../build/index.js');
  const { outputArrays, outputGraph } = await import('../build/audit/graph.js');
  for (const loss of ['mean_squared_error', 'binary_crossentropy']) {
    const file = { loss, framework: 'keras@3', y_true: 'y_true.npy', y_pred: 'y_pred.npy' };
    const audit = await readAudit(
      Buffer.from(JSON.stringify(file)),
      {},
      { source: 'bench', baseDir: folder, roots: [folder] },
    );
    let engines;
    try {
      engines = await chooseEngines(engine, 'float32', 'bench');
    } catch (error) {
      console.log(JSON.stringify({ engine, loss, ms: Number.NaN, note: error.message }));
      continue;
    }
    const [output] = audit.outputs;
    const graph = outputGraph(output, true);
    const arrays = outputArrays(output);
    let ms = Number.POSITIVE_INFINITY;
    for (let i = 0; i < 5; i++) {
      const start = performance.now();
      await engines.headline.evaluate([graph.value], arrays, 1000);
      ms = Math.min(ms, performance.now() - start);
    }
    const start = performance.now();
    await runAudit(audit, engines, { full: false, version: 'bench' });
    console.log(
      JSON.stringify({
        engine,
        loss,
        ms,
        report: performance.now() - start,
        note: `sums in ${engines.headline.info.accumulator}`,
      }),
    );
  }
}
