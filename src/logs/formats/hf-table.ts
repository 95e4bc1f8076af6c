/**
 * The table that the Trainer draws in a notebook, as it is pasted: `Step	Training Loss	Validation Loss`, six
 * decimals; also as a Markdown table. At each step the training loss is the mean since the row before
 * (others.md, D.2); `No log` says that there was none.
 */
import { type FormatMemory, type LogFormat, type LogLine, type Printed, printed } from '../lines/line.js';

const HEADER = /^(Step|Epoch)\b.*\bTraining Loss\b/;

/**
 * Words between single spaces, whose tabs were lost: the columns are those that the Trainer itself writes, or
 * one word each.
 */
const SQUEEZED_HEADER = /^(?:[A-Za-z][\w-]* )+[A-Za-z][\w-]*$/;
const SQUEEZED_ROW = /^[\d.]+(?:\s+(?:No log|nan|[-+\d.e]+))+$/;

function cellsOf(line: string): string[] {
  const bare = line
    .trim()
    .replace(/^#+\s*/, '')
    .replace(/^\||\|$/g, '');
  if (HEADER.test(bare) && SQUEEZED_HEADER.test(bare))
    return bare.match(/Training Loss|Validation Loss|\S+/g) ?? [];
  if (SQUEEZED_ROW.test(bare)) return bare.match(/No log|\S+/g) ?? [];
  const separator = bare.includes('|') ? '|' : '\t';
  // A tab that became spaces: two of them part cells.
  const cells = bare.includes(separator) ? bare.split(separator) : bare.split(/\s{2,}/);
  return cells.map((c) => c.trim());
}

/** `Training Loss` is `loss`, as in the Trainer's dicts. */
function nameOf(column: string): string {
  if (column === 'Training Loss') return 'loss';
  return column === 'Validation Loss' ? 'eval_loss' : column.replace(/\s+/g, '_').toLowerCase();
}

function rowOf(cells: readonly string[], memory: FormatMemory): LogLine | undefined {
  const columns = memory.table ?? [];
  if (cells.length !== columns.length) return undefined;
  const counter = Number(cells[0]);
  if (cells[0] === '' || !Number.isFinite(counter)) return undefined;
  const values: Printed[] = [];
  columns.forEach((column, i) => {
    const value =
      i > 0 && column !== 'Step' && column !== 'Epoch' ? printed(nameOf(column), cells[i]!) : undefined;
    if (value) values.push(value);
  });
  const other = (name: string) =>
    columns.includes(name) ? Number(cells[columns.indexOf(name)]) : Number.NaN;
  const step = other('Step');
  const epoch = other('Epoch');
  return {
    kind: 'window',
    values,
    ...(Number.isFinite(step) ? { step } : {}),
    ...(Number.isFinite(epoch) ? { epoch } : {}),
  };
}

export const hfTable: LogFormat = {
  name: 'hf-table',
  title: 'Hugging Face Trainer table',

  sniff: (line, memory) => memory.table !== undefined || line.includes('Training Loss'),

  parse(line, memory) {
    const cells = cellsOf(line);
    if (HEADER.test(cells.join(' ')) && cells.length >= 2) {
      memory.table = cells;
      return { kind: 'event', values: [] };
    }
    if (memory.table === undefined || cells.every((c) => /^:?-+:?$/.test(c))) return undefined;
    const row = rowOf(cells, memory);
    return row && row.values.length > 0 ? row : undefined;
  },
};
