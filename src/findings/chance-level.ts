import type { Expr } from '../expr/node.js';
import { flatten, type OutputReport } from '../report/audit/model.js';
import { shortText, some } from '../text/sentence.js';
import { defineFinding } from './finding.js';

interface Data {
  readonly value: number;
  readonly classes: number;
  /** With just this score. */
  readonly samples: number;
}

export const chanceLevel = defineFinding<Data>({
  code: 'chance-level',
  severity: 'note',
  symptom: 'The loss stands at ln K for K classes: 0.693147 for 2, 2.302585 for 10.',
  cause:
    'Every class gets the same probability: the model has learned nothing yet, or its output does not ' +
    'depend on its input.',
  change: 'Look at the learning rate, at dead units, at whether inputs and targets belong together.',
  frameworks: 'all',
  message: (d) =>
    `${shortText(d.value)} is ln ${d.classes}, the loss of predicting all ${d.classes} classes alike; ` +
    `${some(d.samples, 'sample')} with just this score.`,
  *find({ outputs }) {
    for (const { output, loss, report, graph, yPred, rows, sampleWeight, classesLast } of outputs) {
      if (loss.predictions === 'any' || loss.targets === 'any' || addsUp(graph.value)) continue;
      if (sampleWeight || !classesLast) continue;
      const classes = loss.predictions === 'probability' ? 2 : (yPred.shape.at(-1) ?? 0);
      if (classes < 2 || rows < 2) continue;
      if (near(report.value, classes))
        yield {
          data: { value: report.value, classes, samples: atLevel(report, classes) },
          output: output.name,
        };
    }
  },
});

const near = (score: number, classes: number) =>
  Math.abs(score - Math.log(classes)) <= 1e-4 * Math.log(classes);

/** Is it the plain sum of the scores? */
function addsUp({ node, args }: Expr): boolean {
  return node.kind === 'step' ? addsUp(args[0]!) : node.kind === 'reduce' && node.op === 'sum';
}

function atLevel(report: OutputReport, classes: number): number {
  return flatten(report.per_sample).filter((x) => near(x, classes)).length;
}
