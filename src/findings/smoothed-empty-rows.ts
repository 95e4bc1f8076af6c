import { withSlots } from '../audit/resolve.js';
import { arraysOfRows } from '../audit/rows.js';
import { lines } from '../explain/facts.js';
import { emptyRows, rowsOfValues } from '../facts/kinds/rows.js';
import type { NdArray } from '../tensor/ndarray.js';
import { shortText, some } from '../text/sentence.js';
import { defineFinding } from './finding.js';
import { pairNeeds } from './needs.js';

const ofTargets = pairNeeds(({ loss, smoothing, classesLast, mask, sampleWeight }) =>
  smoothing > 0 && loss.targets === 'distribution' && classesLast && !mask && !sampleWeight
    ? { empty: emptyRows.of(['y_true'], {}, { slot: 'y_true', below: 0 }) }
    : undefined,
);

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
  needs: ofTargets,
  async *find(context) {
    const { audit } = context;
    for await (const { view, facts } of context.read(ofTargets)) {
      const { output, yTrue, smoothing, report } = view;
      const { empty: rows = 0 } = facts;
      if (rows === 0) continue;
      const of = rowsOfValues(yTrue);
      const cut = yTrue.shape.length === 2 && rows < of && audit.outputs.length === 1;
      const left = cut
        ? await context.rerun(
            `${output.name}: without empty rows`,
            () => withSlots(audit, (o) => arraysOfRows(o, notEmpty(o.arrays.y_true!))),
            'aside',
          )
        : undefined;
      yield {
        data: { smoothing, rows, of, value: report.value, without: left?.total },
        output: output.name,
      };
    }
  },
});

/** The rows [N, C] of which one number is not 0. */
function notEmpty(array: NdArray): number[] {
  const kept: number[] = [];
  let row = 0;
  for (const line of lines(array, 1)) {
    if (line.some((y) => y !== 0)) kept.push(row);
    row++;
  }
  return kept;
}
