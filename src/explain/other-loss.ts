/** An output under another loss of its framework, with what both have in common. */
import type { Audit } from '../audit/audit.js';
import { resolvedOutput } from '../audit/resolve.js';
import { LossauditError } from '../errors.js';
import { isOfOneTask, isOfOtherLabels } from '../frameworks/family.js';
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

const found = new WeakMap<FrameworkRules, Map<string, LossEntry | undefined>>();

/** The first other loss that fits, looked for once. @param wanted tells the questions apart */
function firstOf(
  { rules }: Audit,
  { name }: LossInfo,
  wanted: string,
  fits: (entry: LossEntry) => boolean,
): LossEntry | undefined {
  const known = found.get(rules) ?? new Map<string, LossEntry | undefined>();
  found.set(rules, known);
  const key = `${name} ${wanted}`;
  if (!known.has(key))
    known.set(
      key,
      rules.entries.find((e) => e.info.name !== name && fits(e)),
    );
  return known.get(key);
}

/** The loss of the same framework that is the same of predictions of another kind. */
export function siblingOf(audit: Audit, output: PairOutput, kind: InputKind): LossEntry | undefined {
  const { info: own } = output.use;
  return firstOf(
    audit,
    own,
    kind,
    ({ info }) => isOfOneTask(info.family, own.family) && kindOfEntry(audit, output, info) === kind,
  );
}

/** The loss of the same framework that is the same of labels of the other kind: indices or one-hot rows. */
export function ofOtherLabels(audit: Audit, output: PairOutput): LossEntry | undefined {
  const { info: own } = output.use;
  const kind = inputKindOf(output);
  return firstOf(
    audit,
    own,
    `labels ${kind}`,
    ({ info }) =>
      isOfOtherLabels(info.family, own.family) &&
      (hasFlag(info) || kindOfEntry(audit, output, info) === kind),
  );
}

/** A parameter says what the predictions are, and is carried over. */
function hasFlag(info: LossInfo): boolean {
  return info.paramOf('logits') !== undefined;
}

function kindOfEntry(audit: Audit, output: PairOutput, info: LossInfo): InputKind | undefined {
  try {
    const asked = { ...output, loss: info.name, params: {} };
    return inputKindOf(resolvedOutput(asked, audit.rules.choose(asked, audit.settings), false));
  } catch (error) {
    if (error instanceof LossauditError) return undefined;
    throw error;
  }
}
