import { paramsWith, withParams } from '../explain/variants.js';
import { shortText } from '../text/sentence.js';
import { close } from './context.js';
import { defineFinding } from './finding.js';

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
  async *find(context) {
    const { audit, report } = context;
    if (audit.outputs.length > 1 || audit.batchSize) return;
    for (const { output, loss, yPred, mask, sampleWeight } of context.outputs) {
      const reduction = output.use.value('reduction');
      const usual = loss.paramOf('reduction')?.default;
      if (mask || typeof reduction !== 'string' || typeof usual !== 'string' || reduction === usual) continue;
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
      const weights = sampleWeight?.data;
      if (weights) {
        const sum = Array.from(weights).reduce((a, b) => a + b, 0);
        counts.push(
          ['the sum of the weights', sum],
          ['the number of weights over their sum', weights.length / sum],
        );
      }
      const ledger = other.outputs.find((o) => o.name === output.name)?.ledger;
      if (ledger) {
        const divisor: [string, number] = [
          `what it divides by, ${ledger.counted}`,
          Number(ledger.denominator),
        ];
        // With weights of 0 a length of an axis is a coincidence.
        if (weights?.some((w) => w === 0)) counts.unshift(divisor);
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
