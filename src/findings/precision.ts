import { allowed, TOLERANCES } from '../tensor/near.js';
import { shortText } from '../text/sentence.js';
import { defineFinding } from './finding.js';

const { float32: TOLERANCE } = TOLERANCES;

interface Data {
  readonly value: number;
  readonly value64: number;
  /** The first step where they part. */
  readonly step: string;
}

export const precision = defineFinding<Data>({
  code: 'precision',
  severity: 'note',
  symptom: 'The loss differs from one computed in float64 by more than rounding of single values explains.',
  cause: 'float32 lost it on the way: a clip that is not symmetric in float32, cancellation, or a long sum.',
  change: 'Compare with float32 references, or compute in float64.',
  frameworks: 'all',
  message: (d) =>
    `float32 gives ${shortText(d.value)}, float64 ${shortText(d.value64)}. They part at the step ${d.step}.`,
  *find({ report, audit }) {
    if (audit.dtype !== 'float32') return;
    for (const output of report.outputs) {
      const { value, value_float64: exact } = output;
      if (
        !Number.isFinite(value) ||
        !Number.isFinite(exact) ||
        Math.abs(value - exact) <= allowed(exact, TOLERANCE)
      )
        continue;
      const steps =
        report.batches?.flatMap((b) =>
          b.outputs.filter((o) => o.name === output.name).flatMap((o) => o.steps),
        ) ?? output.steps;
      const first = [...steps, ...output.steps].find(
        (s) => s.difference > allowed(Math.max(Math.abs(s.stats.max), Math.abs(s.stats.min)), TOLERANCE),
      );
      yield {
        data: { value, value64: exact, step: first?.name ?? 'batch mean' },
        output: output.name,
        step: first?.id,
      };
    }
  },
});
