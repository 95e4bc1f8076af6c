import { constant, type Expr } from '../../../expr/node.js';
import { defineLoss, type HubInputs, ITEMS } from '../define-loss.js';
import { logsOf, requireIndices, shapeRefused } from '../kit/tokens.js';

const ANSWERS = { num_items_in_batch: ITEMS };

export const forQuestionAnsweringLoss = defineLoss({
  name: 'ForQuestionAnsweringLoss',
  family: 'question-answering',
  versions: '4.46-',
  names: { ForQuestionAnsweringLoss: '4.46-', ForQuestionAnswering: '4.46-' },
  example: {
    shapes: { y_pred: 'N T', end_logits: 'N T', start: 'N', end: 'N' },
    with: [{ num_items_in_batch: 10 }],
  },
  slots: {
    y_pred: { aliases: ['start_logits'] },
    end_logits: {},
    start: { aliases: ['start_positions'], exact: true },
    end: { aliases: ['end_positions'], exact: true },
  },
  params: ANSWERS,
  always: { logits: true },
  terms(inputs) {
    const { arrays } = inputs;
    const start = half(inputs, arrays.y_pred!, 'start');
    const end = half(inputs, arrays.end_logits!, 'end');
    // A column for each end of the answer, so that the score has both.
    const score = start.terms
      .expandDims(1)
      .pad(1, 0, 1)
      .add(end.terms.expandDims(1).pad(1, 1, 0));
    const part = (of: Expr, column: number, valid: Expr) =>
      mean(of.slice(1, column, column + 1), valid, inputs);
    return {
      score,
      value: (both) =>
        part(both, 0, start.valid)
          .add(part(both, 1, end.valid))
          .div(2),
    };
  },
});

/** One end of the answer: positions behind the text are ignored, those before 0 count as 0. */
function half(inputs: HubInputs<typeof ANSWERS>, logits: Expr, name: 'start' | 'end') {
  const { arrays, trace } = inputs;
  requireIndices(inputs, name);
  const given = arrays[name]!;
  const length = logits.shape[1] ?? 0;
  const positions = given.rank === 2 && given.shape[1] === 1 ? given.squeeze(1) : given;
  if (logits.rank !== 2) throw shapeRefused(inputs, 'y_pred', logits, 'it wants [samples, positions]');
  if (positions.rank !== 1 || positions.shape[0] !== logits.shape[0])
    throw shapeRefused(inputs, name, given, `it wants a position for each of the ${logits.shape[0]} samples`);
  const why = `positions within the ${length} tokens`;
  const valid = trace.step('ignored', why, positions.less(length), `valid_${name}`);
  const at = positions.less(0).where(0, valid.where(positions, 0));
  const terms = valid.where(logsOf(logits, inputs).take(at, 1, name).neg(), 0);
  return { terms, valid };
}

function mean(column: Expr, valid: Expr, { params }: HubInputs<typeof ANSWERS>): Expr {
  const sum = column.sum();
  const { num_items_in_batch: items } = params;
  if (items !== null) return sum.div(constant(items));
  return sum.div(valid.sum(undefined, { counted: 'positions within the text' }));
}
