/** An output under another loss of its framework, with what both have in common. */
import type { Audit } from '../audit/audit.js';
import { resolvedOutput } from '../audit/resolve.js';
import { LossauditError } from '../errors.js';
import { isOfOneTask } from '../frameworks/family.js';
import type { FrameworkRules, LossEntry, LossInfo } from '../frameworks/framework.js';
import type { Given, Role } from '../frameworks/param.js';
import { indicesOf, oneHotOf } from './relabel.js';
import { type InputKind, inputKindOf } from './roles.js';
import type { OutputChange, PairOutput } from './variants.js';

/** Undefined where it wants other arrays. */
export function withLoss(output: PairOutput, { info, slots }: LossEntry): OutputChange | undefined {
  const given = Object.keys(output.arrays).filter((slot) => output.arrays[slot]);
  if (given.some((slot) => !Object.hasOwn(slots, slot))) return undefined;
  if (Object.entries(slots).some(([slot, { optional }]) => !optional && !given.includes(slot)))
    return undefined;
  const yTrue = targetsFor(output, info);
  if (!yTrue) return undefined;
  return { loss: info.name, params: carried(output, info), ...(yTrue === output.yTrue ? {} : { yTrue }) };
}

/** The targets as another loss takes them. */
function targetsFor(output: PairOutput, { classIndices, targets }: LossInfo) {
  const { info } = output.use;
  const [indices, wanted] = [info, { classIndices, targets }].map(
    (x) => x.classIndices || x.targets === 'class-indices',
  );
  if (indices === wanted) return output.yTrue;
  return wanted ? indicesOf(output) : oneHotOf(output);
}

/** Of what a parameter has in common beside its name. */
const ROLES: readonly Role[] = [
  'logits',
  'class-axis',
  'class-weights',
  'positive-weight',
  'ignored-label',
  'smoothing',
  'threshold',
  'reduction',
  'item-count',
];

/** What is given, under the names of another loss; what that has not is dropped. */
function carried({ params, use }: PairOutput, other: LossInfo): Given {
  const names = new Map(
    ROLES.flatMap((role) => {
      const [own, its] = [use.info.paramOf(role)?.name, other.paramOf(role)?.name];
      return own !== undefined ? [[own, its] as const] : [];
    }),
  );
  return Object.fromEntries(
    Object.entries(params).flatMap(([name, value]) => {
      const its = names.has(name) ? names.get(name) : other.params.includes(name) ? name : undefined;
      return its === undefined ? [] : [[its, value] as const];
    }),
  );
}

const siblings = new WeakMap<FrameworkRules, Map<string, LossEntry | undefined>>();

/** The loss of the same framework that is the same of predictions of another kind. */
export function siblingOf(audit: Audit, output: PairOutput, kind: InputKind): LossEntry | undefined {
  const known = siblings.get(audit.rules) ?? new Map<string, LossEntry | undefined>();
  siblings.set(audit.rules, known);
  const { name, family } = output.use.info;
  const key = `${name} ${kind}`;
  if (!known.has(key))
    known.set(
      key,
      audit.rules.entries.find(
        ({ info, slots }) =>
          info.name !== name &&
          isOfOneTask(info.family, family) &&
          slots.y_pred !== undefined &&
          inputKindOfEntry(audit, output, info) === kind,
      ),
    );
  return known.get(key);
}

function inputKindOfEntry(audit: Audit, output: PairOutput, info: LossInfo): InputKind | undefined {
  try {
    const asked = { ...output, loss: info.name, params: {} };
    return inputKindOf(resolvedOutput(asked, audit.rules.choose(asked, audit.settings), false));
  } catch (error) {
    if (error instanceof LossauditError) return undefined;
    throw error;
  }
}
