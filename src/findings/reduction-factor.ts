import { paramsWith, withParams } from '../explain/variants.js';
import { equal, total } from '../facts/kinds/stats.js';
import { sizeOf } from '../tensor/ndarray.js';
import { shortText } from '../text/sentence.js';
import { close } from './context.js';
import { defineFinding } from './finding.js';
import { pairNeeds } from './needs.js';
import type { OutputView } from './views.js';

/** The reduction that is asked for, and the default one. */
function reductionsOf({ output, loss }: OutputView) {
  const reduction = output.use.value('reduction');
  const usual = loss.paramOf('reduction')?.default;
  return typeof reduction === 'string' && typeof usual === 'string' && reduction !== usual
    ? { reduction, usual }
    : undefined;
}

const ofReductions = pairNeeds((view) => {
  if (view.audit.outputs.length > 1 || view.audit.batchSize || view.mask) return undefined;
  if (!reductionsOf(view)) return undefined;
  const weights = ['sample_weight'];
  return {
    sum: view.sampleWeight && total.of(weights, {}),
    zeros: view.sampleWeight && equal.of(weights, { value: 0 }),
  };
});

interface Data {
  readonly reduction: string;
  readonly default: string;
  readonly value: number;
  /** With the default. */
  readonly other: number;
  readonly factor: number;
  /** What the factor is. */
  readonly counted: string;
}

export const reductionFactor = defineFinding<Data>({
  code: 'reduction-factor',
  severity: 'note',
  symptom:
    'The loss is larger than before by the batch size, the number of timesteps or the sum of the weights.',
  cause: 'The reduction is not the default one: what it divides by differs by just that number.',
  change: 'Compare losses of the same reduction only; a sum grows with the batch, and so do its gradients.',
  frameworks: 'all',
  message: (d, { loss }) =>
    `With ${loss.paramOf('reduction')?.name} "${d.reduction}" the loss is ${shortText(d.factor)} times ` +
    `that of "${d.default}" (${shortText(d.other)}): ${d.counted}.`,
  needs: ofReductions,
  async *find(context) {
    const { audit, report } = context;
    for await (const { view, facts } of context.read(ofReductions)) {
      const { output, yPred, sampleWeight } = view;
      const { reduction, usual } = reductionsOf(view)!;
      const other = await context.rerun(`reduction ${usual}`, () =>
        withParams(audit, (o) => paramsWith(o, 'reduction', usual)),
      );
      if (!other || other.total === 0 || close(other.total, report.total)) continue;
      const factor = report.total / other.total;
      const counts: [string, number][] = [['the number of rows', report.audit.rows]];
      const { shape } = yPred;
      if (shape.length > 2)
        counts.push(['rows × timesteps', shape[0]! * shape[1]!], ['the number of timesteps', shape[1]!]);
      if (shape.length > 1) counts.push(['the length of the last axis', shape[shape.length - 1]!]);
      const { sum, zeros = 0 } = facts;
      if (sampleWeight && sum !== undefined)
        counts.push(
          ['the sum of the weights', sum],
          ['the number of weights over their sum', sizeOf(sampleWeight.shape) / sum],
        );
      const ledger = other.outputs.find((o) => o.name === output.name)?.ledger;
      if (ledger) {
        const divisor: [string, number] = [
          `what it divides by, ${ledger.counted}`,
          Number(ledger.denominator),
        ];
        // With weights of 0 a length of an axis is a coincidence.
        if (zeros > 0) counts.unshift(divisor);
        else counts.push(divisor);
      }
      const counted = Number.isFinite(factor)
        ? counts.find(([, n]) => n > 0 && n !== 1 && close(factor, n))?.[0]
        : undefined;
      if (counted)
        yield {
          data: { reduction, default: usual, value: report.total, other: other.total, factor, counted },
          output: output.name,
        };
    }
  },
});
