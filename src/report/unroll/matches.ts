/** The printed values held against an audit's arrays, as blocks. */
import { spanText } from '../../text/sentence.js';
import { type Block, GAP } from '../layout/document.js';
import { numberText, plural } from '../layout/numbers.js';
import type { LineMatch, Matches } from './model.js';
import { valueText } from './tables.js';

/** Values told one by one that no rule gives. */
const UNMATCHED = 8;

export function* matchBlocks(matches: Matches): Iterable<Block> {
  const { rules, lines, compared, reproduced, batches, batch_size, other_epochs } = matches;
  const count =
    `${plural(batches, 'batch')} of ${batch_size}: ${reproduced} of ${plural(compared, 'printed value')} ` +
    'reproduced';
  yield GAP;
  yield { kind: 'heading', level: 2, title: 'against the arrays', facts: [count], indent: 2 };
  for (const rule of rules)
    yield { kind: 'text', text: `${rule.lines} of ${compared}  ${rule.title}`, indent: 4 };
  if (other_epochs) {
    const they = other_epochs.length === 1 ? 'it is' : 'they are';
    const text =
      `The arrays are of one epoch; of ${epochsText(other_epochs)} they give no value, so ${they} not ` +
      'compared.';
    yield { kind: 'text', text, indent: 2 };
  }
  const unmatched = lines.filter((l) => l.rules.length === 0);
  for (const line of unmatched.slice(0, UNMATCHED))
    yield { kind: 'text', text: missText(line), role: 'warning', indent: 2 };
  const more = compared - reproduced - Math.min(unmatched.length, UNMATCHED);
  if (more > 0)
    yield {
      kind: 'text',
      text: `and ${plural(more, 'more value')} that no rule gives`,
      role: 'warning',
      indent: 2,
    };
  if (matches.explanation !== undefined) yield { kind: 'text', text: matches.explanation, indent: 2 };
}

function epochsText(epochs: readonly number[]): string {
  const first = epochs[0] ?? 0;
  const last = epochs.at(-1) ?? first;
  if (epochs.length === 1) return `epoch ${first}`;
  return last - first === epochs.length - 1 ? `epochs ${spanText(first, last)}` : `${epochs.length} epochs`;
}

function missText({ epoch, step, metric, printed, nearest }: LineMatch): string {
  const place = `epoch ${epoch}, step ${step}: ${metric} ${valueText(printed)}`;
  return `${place} is given by no rule; the nearest is ${numberText(nearest, 6)}`;
}
