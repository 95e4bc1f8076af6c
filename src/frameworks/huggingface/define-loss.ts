/** The shape of every loss of Transformers: what it adds up, and what its mean divides by. */
import type { Expr } from '../../expr/node.js';
import type { LossDeclaration, Method } from '../define-loss.js';
import type { ObjectiveRequest } from '../framework.js';
import { number, optional, type Params, type ValuesOf } from '../param.js';
import type { Slots } from '../slots.js';

export interface HubInputs<P extends Params = Params>
  extends Pick<ObjectiveRequest, 'arrays' | 'dtypes' | 'trace'> {
  readonly params: ValuesOf<P>;
  /** `transformers 5.23.0`, who refuses. */
  readonly title: string;
}

export interface HubTerms {
  readonly score: Expr;
  /** Of the score as a step; the mean of all its elements where it is left out. */
  value?(score: Expr): Expr;
}

export interface HubLoss<P extends Params = Params> extends LossDeclaration {
  readonly params: P;
  readonly terms: Method<[HubInputs<P>], HubTerms>;
}

export function defineLoss<P extends Params>(loss: HubLoss<P>): HubLoss<P> {
  return loss;
}

/** Tokens of all that is accumulated for one step, over all ranks: the sum is divided by it. */
export const ITEMS = optional(number(0, { role: 'item-count' }));

/** `labels` with ignored ones; a mask says of more that they are. */
export function tokens(logits: string, labels = 'labels'): Slots {
  return {
    y_pred: { aliases: [logits, 'logits'] },
    y_true: { aliases: [labels], exact: true },
    mask: { optional: true, holds: 'yes or no', aliases: ['attention_mask'], along: 'elements' },
  };
}
