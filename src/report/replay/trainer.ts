/** What the Trainer of Hugging Face logs, by version and kind of model, as blocks. */
import { spanText } from '../../text/sentence.js';
import { type Block, GAP, type TableColumn } from '../layout/document.js';
import { numberText } from '../layout/numbers.js';
import { replayTable, says, textColumn } from './blocks.js';
import type { TrainerResult } from './model.js';

/** Logged losses shown of a version. */
const SHOWN = 3;

export function* trainerOf(results: readonly TrainerResult[] | undefined): Iterable<Block> {
  yield GAP;
  if (!results) {
    yield says(
      'What the Trainer logs cannot be told: the counts of these losses are not known, or the ranks ' +
        'have different numbers of batches.',
    );
    return;
  }
  const what = 'logged losses (train_loss) by what the model makes of num_items_in_batch';
  yield { kind: 'heading', level: 2, title: 'Hugging Face Trainer', facts: [what], indent: 2 };
  const kinds = [...new Set(results.map((r) => r.model))];
  const columns = [textColumn('version'), ...kinds.map((name): TableColumn => ({ name, kind: 'list' }))];
  yield replayTable(columns, rowsOf(results, kinds));
  for (const line of MODELS) yield says(line, 'quiet');
}

/** Neighbouring ranges that log the same share a row. */
function rowsOf(results: readonly TrainerResult[], kinds: readonly string[]): string[][] {
  const rows: { from: string; to: string; cells: string[] }[] = [];
  for (const { from, to } of results.filter((r) => r.model === kinds[0])) {
    const cells = kinds.map((kind) => loggedText(results.find((r) => r.from === from && r.model === kind)));
    const last = rows.at(-1);
    if (last && last.cells.join('|') === cells.join('|')) last.to = to;
    else rows.push({ from, to, cells });
  }
  const newest = rows.at(-1)?.to;
  const version = ({ from, to }: { from: string; to: string }) =>
    to === newest ? `${from} and later` : spanText(from, to);
  return rows.map((r) => [version(r), ...r.cells]);
}

function loggedText(r: TrainerResult | undefined): string {
  if (!r) return '';
  const shown = r.logged.slice(0, SHOWN).map((l) => numberText(l.loss, 5));
  if (r.logged.length > SHOWN) shown.push('…');
  return `${shown.join(' ')} (${numberText(r.train_loss, 5)})`;
}

const MODELS = [
  'honours: divides by num_items_in_batch. plain: forward without **kwargs. drops: takes **kwargs, ' +
    'ignores num_items_in_batch.',
  'smoothed: label_smoothing_factor; give the smoothed losses.',
];
