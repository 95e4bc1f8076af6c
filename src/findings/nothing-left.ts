/** Batches of which nothing counts: what they give, and what they do to the epoch. */
import type { Audit } from '../audit/audit.js';
import { withSlots } from '../audit/resolve.js';
import { arraysOfRows, rowCount } from '../audit/rows.js';
import { near } from '../tensor/near.js';
import type { AnyArray } from '../tensor/stored.js';
import { rowsText, shortText } from '../text/sentence.js';
import type { CheckContext, Reported } from './context.js';
import type { OutputView } from './views.js';

/** The whole audit is one batch of which nothing counts. */
interface Whole {
  readonly value: number;
  readonly batch?: undefined;
}

interface OfBatches {
  /** What such a batch gives. */
  readonly value: number;
  /** The first of them, from 1, and its first and last row. */
  readonly batch: number;
  readonly rows: readonly [number, number];
  /** How many there are of how many. */
  readonly empty: number;
  readonly of: number;
  readonly epoch: number;
  /** The epoch of the other batches, if any. */
  readonly without?: number;
}

export type NothingLeft = Whole | OfBatches;

interface Rows {
  readonly from: number;
  /** The row after the last. */
  readonly to: number;
}

/**
 * @param empty does nothing of this batch, from 0, count?
 * @returns what the finding's message says; undefined where there is none, or where the rule counts them all
 *   the same
 */
export async function nothingLeft(
  context: CheckContext,
  view: Reported<OutputView>,
  empty: (batch: number) => boolean,
): Promise<NothingLeft | undefined> {
  const batches = batchesOf(context.audit);
  const isEmpty = ({ from, to }: Rows, i: number) => to > from && empty(i);
  const found = batches.filter(isEmpty);
  const [first] = found;
  if (!first) return undefined;
  const at = context.audit.outputs.findIndex((o) => o.name === view.output.name);
  const single =
    batches.length > 1
      ? await context.rerun(`rows ${first.from} – ${first.to}`, () => alone(context.files, first))
      : undefined;
  const value = batches.length === 1 ? view.report.value : single?.outputs[at]?.value;
  // A rule that does not look at the mask gives some other number.
  if (value === undefined || !(value === 0 || Number.isNaN(value))) return undefined;
  const { value: epoch } = view.report;
  if (batches.length === 1) return { value };
  const left = batches.filter((b, i) => !isEmpty(b, i));
  const others =
    left.length > 0
      ? await context.rerun(
          `without ${found.map((b) => b.from).join()}`,
          () => rowsOf(context.audit, left),
          'aside',
        )
      : undefined;
  return {
    value,
    batch: batches.indexOf(first) + 1,
    rows: [first.from, first.to - 1],
    empty: found.length,
    of: batches.length,
    epoch,
    without: others?.outputs[at]?.value,
  };
}

/** `Batch 1 (rows 0 – 1) has nothing left: … It counts as 0 and halves the epoch: 2 instead of 4.` */
export function nothingLeftText(d: NothingLeft, what: string, whole: string): string {
  if (d.batch === undefined) return whole;
  const more = d.empty - 1;
  const which =
    `Batch ${d.batch} ` +
    `(${rowsText(...d.rows)})${more > 0 ? ` and ${more} more of ${d.of} batches have` : ' has'} nothing ` +
    `left: ${what}.`;
  return `${which} ${effectText(d)}`;
}

function effectText({ value, empty, epoch, without }: OfBatches): string {
  const [it, gives, counts] = empty === 1 ? ['It', 'gives', 'counts'] : ['They', 'give', 'count'];
  if (Number.isNaN(value))
    return `${it} ${gives} NaN${Number.isNaN(epoch) ? ', and so does the epoch' : ''}.`;
  if (without === undefined) return `${it} ${counts} as 0.`;
  if (epoch === without || (Number.isNaN(epoch) && Number.isNaN(without)))
    return `${it} ${counts} as 0, which changes nothing here.`;
  const halves = near(without, 2 * epoch, 1e-6);
  const verb = empty === 1 ? ['halves', 'changes'] : ['halve', 'change'];
  return (
    `${it} ${counts} as 0 and ${verb[halves ? 0 : 1]} the epoch: ${shortText(epoch)}, without ` +
    `${empty === 1 ? 'it' : 'them'} ${shortText(without)}.`
  );
}

/** The runs of rows that are one batch each. */
function batchesOf(audit: Audit): Rows[] {
  const rows = rowCount(audit);
  const size = audit.batchSize ?? Math.max(1, rows);
  return Array.from({ length: Math.ceil(rows / size) }, (_, i) => ({
    from: i * size,
    to: Math.min(rows, (i + 1) * size),
  }));
}

/** One batch as it is, in memory or in files. */
function alone(audit: Audit<AnyArray>, rows: Rows): Audit {
  const part = withSlots(audit as Audit, (o) => arraysOfRows(o, rows));
  return { ...part, batchSize: undefined };
}

function rowsOf(audit: Audit, batches: readonly Rows[]): Audit {
  const indices = batches.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i));
  return withSlots(audit, (o) => arraysOfRows(o, indices));
}
