/** The same predictions, taken by the loss as another kind: by its parameter, or by the loss beside it. */
import type { Audit } from '../audit/audit.js';
import { siblingOf, withLoss } from './other-loss.js';
import { type InputKind, inputKindOf } from './roles.js';
import { type OutputChange, type PairOutput, paramsWith } from './variants.js';

/** Undefined where the framework has no way; nothing to change where it is so already. */
export function fedAs(audit: Audit, output: PairOutput, kind: InputKind): OutputChange | undefined {
  const own = inputKindOf(output);
  if (own === kind) return {};
  const flag = output.use.info.paramOf('logits');
  const kinds: readonly InputKind[] = ['logits', 'probabilities'];
  if (flag && typeof flag.default === 'boolean' && kinds.includes(own) && kinds.includes(kind))
    return { params: paramsWith(output, 'logits', kind === 'logits') };
  const sibling = siblingOf(audit, output, kind);
  return sibling && withLoss(output, sibling);
}
