import { withSlots } from '../audit/resolve.js';
import { arraysOfRows } from '../audit/rows.js';
import { shortText, some } from '../text/sentence.js';
import { rowSums } from './context.js';
import { defineFinding } from './finding.js';

interface Data {
  readonly smoothing: number;
  /** Those of which every target is 0. */
  readonly rows: number;
  readonly of: number;
  readonly value: number;
  /** Without them. */
  readonly without?: number;
}

export const smoothedEmptyRows = defineFinding<Data>({
  code: 'smoothed-empty-rows',
  severity: 'warning',
  symptom: 'Padded or ignored rows cost something, and more of them change the loss.',
  cause:
    'One-hot rows of a label that is to be ignored are all 0 and cost nothing, until label smoothing moves ' +
    'them towards every class alike.',
  change: 'Leave the rows out by a mask, weights of 0 or class indices that are ignored.',
  frameworks: 'all with label_smoothing',
  message(d, { loss }) {
    const [are, them] = d.rows === 1 ? ['is', 'it'] : ['are', 'them'];
    const without = d.without === undefined ? '' : `, without ${them} ${shortText(d.without)}`;
    return (
      `${some(d.rows, 'row')} of ${d.of} in y_true ${are} all 0, and ${loss.paramOf('smoothing')?.name} ` +
      `${shortText(d.smoothing)} makes ${them} cost what a guess costs: ${shortText(d.value)}${without}.`
    );
  },
  async *find(context) {
    const { audit } = context;
    for (const {
      output,
      loss,
      yTrue,
      smoothing,
      classesLast,
      mask,
      sampleWeight,
      report,
    } of context.outputs) {
      if (!(smoothing > 0) || loss.targets !== 'distribution' || !classesLast) continue;
      if (mask || sampleWeight || yTrue.data.some((y) => y < 0)) continue;
      const sums = [...rowSums(yTrue)];
      const kept = sums.flatMap((s, i) => (s === 0 ? [] : [i]));
      const rows = sums.length - kept.length;
      if (rows === 0) continue;
      const cut = yTrue.shape.length === 2 && kept.length > 0 && audit.outputs.length === 1;
      const left = cut
        ? await context.rerun(`${output.name}: without empty rows`, () =>
            withSlots(audit, (o) => arraysOfRows(o, kept)),
          )
        : undefined;
      yield {
        data: { smoothing, rows, of: sums.length, value: report.value, without: left?.total },
        output: output.name,
      };
    }
  },
});
