/** What the losses of SFTTrainer.compute_loss share (trl 1.16.0, trainer/sft_trainer.py). */
import { constant, type Expr } from '../../../expr/node.js';
import { choice, number, optional, type Params } from '../../param.js';
import { defineLoss, type TrlLoss } from '../define-loss.js';
import { kept, shiftedMask } from './shapes.js';

const params = { num_items_in_batch: optional(number(0, { role: 'item-count' })) } satisfies Params;

/** One `loss_type` of SFTTrainer: tokens of the labels over their number, or over that of the whole step. */
export function defineSft(type: string, of: (logps: Expr) => Expr): TrlLoss<typeof params> {
  return defineLoss({
    name: `SFT ${type}`,
    family: 'language-model',
    versions: '1.0-',
    names: { [`SFT ${type}`]: '1.0-' },
    example: { shapes: { y_pred: 'N T', y_true: 'N T+1' } },
    slots: {
      y_pred: { aliases: ['log_probs', 'per_token_logps', 'logps'] },
      y_true: { aliases: ['label_mask', 'labels'], holds: 'yes or no' },
    },
    params,
    accepts: { loss_type: choice([type]) },
    terms({ arrays, params, title }) {
      const mask = shiftedMask(title, arrays.y_pred!, arrays.y_true!);
      const logps = kept(arrays.y_pred!, mask);
      const items = params.num_items_in_batch;
      // At least 1: without a token the loss is 0.
      const count =
        items === null
          ? mask.sum(undefined, { counted: 'tokens of the labels' }).maximum(1)
          : constant(Math.max(items, 1));
      return { score: of(logps), value: (score) => score.sum().div(count) };
    },
  });
}
