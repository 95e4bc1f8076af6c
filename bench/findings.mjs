// How long findings take on [rows, 10] float32 arrays in memory, in ms, without the audit itself; and the
// largest resident memory beside that of the audit, in MB. `node bench/findings.mjs [rows]`, after a build.
import { chooseEngines, findingsOf, readAudit, runAudit } from '../dist/index.js';

const rows = Number(process.argv[2] ?? 2_000_000);
const CLASSES = 10;
let seed = 12345;
const random = () => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return seed / 2 ** 32;
};
const filled = (shape, of, Storage = Float32Array) => ({
  data: Storage.from({ length: shape.reduce((a, b) => a * b) }, of),
  shape,
});
const label = () => Math.floor(CLASSES * random());
const all = [rows, CLASSES];
const AUDITS = {
  'binary cross-entropy': () => ({
    loss: 'binary_crossentropy',
    y_true: filled(all, () => Number(random() < 0.5)),
    y_pred: filled(all, () => 0.001 + 0.998 * random()),
  }),
  'sparse cross-entropy of logits': () => ({
    loss: 'sparse_categorical_crossentropy',
    params: { from_logits: true },
    y_true: filled([rows], label, Int32Array),
    y_pred: filled(all, () => 4 * random() - 2),
  }),
  'categorical cross-entropy': () => ({
    loss: 'categorical_crossentropy',
    y_true: filled(all, (_, i) => Number(i % CLASSES === 3)),
    y_pred: filled(all, () => 1 / CLASSES),
  }),
};

for (const [name, make] of Object.entries(AUDITS)) {
  const audit = await readAudit({ framework: 'keras@3', ...make() });
  const engines = await chooseEngines('reference', 'float64', '');
  const report = await runAudit(audit, engines, { full: false, version: '' });
  const before = process.resourceUsage().maxRSS;
  const times = [];
  for (let i = 0; i < 5; i++) {
    // New records: what is known of an array is remembered by its record.
    const outputs = audit.outputs.map((o) => ({
      ...o,
      arrays: Object.fromEntries(Object.entries(o.arrays).map(([slot, a]) => [slot, a && { ...a }])),
    }));
    const start = performance.now();
    await findingsOf({ ...audit, outputs }, report);
    times.push(performance.now() - start);
  }
  const more = (process.resourceUsage().maxRSS - before) / 1024;
  console.log(`${name}: ${times.map(Math.round).join(' ')} ms, ${Math.round(more)} MB more`);
}
