// 1,000 small audits in one `check` against reading and parsing them, as whole processes: with lossaudit's
// own reader (schema, arrays), with bare JSON.parse, and with another lossaudit: node bench/check.mjs
// [rounds] [folder of the other one]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('../bin/lossaudit.js', import.meta.url));
const { cases } = JSON.parse(
  readFileSync(new URL('../fixtures/keras/reference.json', import.meta.url), 'utf8'),
);
const usable = cases.filter(
  (c) => c.kind === 'loss' && typeof c.expected === 'number' && c.dtype === 'float32',
);
const folder = mkdtempSync(join(tmpdir(), 'lossaudit-check-'));
const [rounds = 5, other] = process.argv.slice(2);
const index = new URL('../dist/index.js', import.meta.url).href;
const own = `
  import { readdirSync, readFileSync } from 'node:fs';
  import { readAudit } from '${index}';
  const folder = process.argv[1];
  for (const f of readdirSync(folder)) await readAudit(readFileSync(folder + '/' + f), {}, { source: f, baseDir: folder, roots: [] });`;
const parse = `
  const { readdirSync, readFileSync } = require('fs');
  for (const f of readdirSync(process.argv[1])) JSON.parse(readFileSync(process.argv[1] + '/' + f, 'utf8'));`;
try {
  for (let i = 0; i < 1000; i++) {
    const { id, version, backend, loss, params, y_true, y_pred, mask, sample_weight, reduction, expected } =
      usable[i % usable.length];
    writeFileSync(
      join(folder, `${i}.json`),
      JSON.stringify({
        name: id,
        framework: `keras@${version}`,
        backend: ['torch', 'jax'].find((b) => backend.startsWith(b)),
        mode: 'eager',
        loss,
        params: reduction === 'weighted_masked_objective' ? params : { ...params, reduction },
        y_true,
        y_pred,
        mask,
        sample_weight,
        expect: { loss: expected },
      }),
    );
  }
  const runs = [
    { name: 'JSON.parse', args: ['-e', parse, folder], times: [] },
    { name: 'own reader', args: ['--input-type=module', '-e', own, folder], times: [] },
    { name: 'lossaudit check', args: [cli, 'check', folder], times: [] },
    ...(other
      ? [{ name: 'the other', args: [join(other, 'bin/lossaudit.js'), 'check', folder], times: [] }]
      : []),
  ];
  for (let i = 0; i < Number(rounds); i++) {
    for (const run of runs) {
      const start = performance.now();
      const { status, stderr, stdout } = spawnSync(process.execPath, run.args, { encoding: 'utf8' });
      if (status !== 0)
        throw new Error(
          `${run.name}: ${status} ${stderr} ${stdout.match(/(FAIL|ERROR)[\s\S]*/)?.[0].slice(0, 600)}`,
        );
      run.times.push(performance.now() - start);
    }
  }
  const [base, read, check, before] = runs.map(
    (r) => r.times.toSorted((a, b) => a - b)[Math.floor(r.times.length / 2)],
  );
  const ratio = (over) => `×${(check / over).toFixed(2)}`;
  console.log(
    `JSON.parse ${base.toFixed(0)} ms, own reader ${read.toFixed(0)} ms, check ${check.toFixed(0)} ms: ${ratio(read)} of reading, ${ratio(base)} of JSON.parse${before ? `, ${ratio(before)} of the other's ${before.toFixed(0)} ms` : ''}`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
