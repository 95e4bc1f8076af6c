/** What the loss takes the predictions for: logits, probabilities, their logarithms. */
import type { Audit } from '../../audit/audit.js';
import { log } from '../activations.js';
import { type ArrayRule, axisOf } from '../array-rules.js';
import { fedAs } from '../fed-as.js';
import { type InputKind, inputKindOf } from '../roles.js';
import { type OutputChange, type PairOutput, pairOf, paramsWith } from '../variants.js';

const KINDS: readonly InputKind[] = ['probabilities', 'logits', 'log-probabilities'];

/** Where the framework takes logits or logarithms, but no probabilities. */
function logsOf(audit: Audit, o: PairOutput): OutputChange | undefined {
  if (inputKindOf(o) !== 'logits' || fedAs(audit, o, 'probabilities')) return undefined;
  return fedAs(audit, o, 'log-probabilities');
}

export const inputKind = axisOf('input kind', 'loss', 'logits', function* (audit: Audit) {
  const pairs = audit.outputs.flatMap((o) => pairOf(o) ?? []);
  for (const kind of KINDS) {
    const output = pairs.find((o) => inputKindOf(o) !== kind && fedAs(audit, o, kind));
    if (!output) continue;
    const { loss, params } = fedAs(audit, output, kind)!;
    const name = loss === undefined ? output.use.info.paramOf('logits')!.name : undefined;
    const to = name === undefined ? loss! : String(params![name]);
    yield {
      what: name === undefined ? 'loss' : `params.${name}`,
      from: name === undefined ? output.use.info.name : String(output.use.value('logits')),
      to,
      sentence: `the predictions are taken for ${kind} (${name === undefined ? to : `${name} is ${to}`})`,
      cost: (o, of) => (inputKindOf(o) !== kind && fedAs(of, o, kind) ? 3 : undefined),
      of: (o, of) => fedAs(of, o, kind),
    } satisfies ArrayRule;
  }
  // A loss of logarithms alone takes those of what is no logarithm: y · log(p) of what one has.
  yield {
    what: 'y_pred',
    to: 'log(y_pred), as log-probabilities',
    sentence: 'the predictions are taken for probabilities: the logarithm of each as it is',
    cost: (o, of) => (logsOf(of, o) ? 4 : undefined),
    of(o, of) {
      const as = logsOf(of, o);
      return as && { ...as, yPred: log(o.yPred) };
    },
  } satisfies ArrayRule;
  // Where a word says what becomes of raw scores.
  for (const { use } of pairs.slice(0, 1)) {
    const { name, words = [] } = use.info.paramOf('logits') ?? {};
    for (const word of words) {
      if (word === use.value('logits')) continue;
      yield {
        what: `params.${name}`,
        from: String(use.value('logits')),
        to: word,
        sentence: `${name} is ${word}`,
        cost: () => 4,
        of: (o) => ({ params: paramsWith(o, 'logits', word) }),
      } satisfies ArrayRule;
    }
  }
});
