import { defineFinding, short } from './finding.js';

/** torch.testing's tolerance for float32. */
const RTOL = 1.3e-6;
const ATOL = 1e-5;

export const precision = defineFinding({
  code: 'precision',
  severity: 'note',
  symptom: 'The loss differs from one computed in float64 by more than rounding of single values explains.',
  cause: 'float32 lost it on the way: a clip that is not symmetric in float32, cancellation, or a long sum.',
  change: 'Compare with float32 references, or compute in float64.',
  frameworks: 'all',
  message: (d) => `float32 gives ${short(d.value)}, float64 ${short(d.value64)}. They part at the step ${d.step}.`,
  *find({ report, audit }) {
    if (audit.dtype !== 'float32') return;
    for (const output of report.outputs) {
      const { value, value_float64: exact } = output;
      if (
        !Number.isFinite(value) ||
        !Number.isFinite(exact) ||
        Math.abs(value - exact) <= ATOL + RTOL * Math.abs(exact)
      )
        continue;
      const steps =
        report.batches?.flatMap((b) => b.outputs.filter((o) => o.name === output.name).flatMap((o) => o.steps)) ??
        output.steps;
      const first = [...steps, ...output.steps].find(
        (s) => s.difference > ATOL + RTOL * Math.max(Math.abs(s.stats.max), Math.abs(s.stats.min)),
      );
      yield {
        data: { value, value64: exact, step: first?.name ?? 'batch mean' },
        output: output.name,
        step: first?.id,
      };
    }
  },
});
