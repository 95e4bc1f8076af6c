/** An output under another loss of its framework, with what both have in common. */
import type { Audit } from '../audit/audit.js';
import { resolvedOutput } from '../audit/resolve.js';
import { LossauditError } from '../errors.js';
import { isOfOneTask, isOfOtherLabels } from '../frameworks/family.js';
import type { FrameworkRules, LossEntry, LossInfo } from '../frameworks/framework.js';
import type { Given, Role } from '../frameworks/param.js';
import { isOneHot } from './facts.js';
import { indicesOf, isIndexOfRows, oneHotOf } from './relabel.js';
import { classAxisOf, type InputKind, inputKindOf } from './roles.js';
import type { OutputChange, PairOutput } from './variants.js';

/** Does a loss take the arrays of an output, or could they be remade for it? */
export function takes(output: PairOutput, { info, slots }: LossEntry): boolean {
  const { arrays } = output;
  for (const slot in arrays) if (arrays[slot] && !Object.hasOwn(slots, slot)) return false;
  for (const slot in slots) if (!slots[slot]!.optional && !arrays[slot]) return false;
  const wanted = areIndices(info);
  if (areIndices(output.use.info) === wanted) return true;
  return wanted ? isOneHot(output, classAxisOf(output)) : isIndexOfRows(output);
}

/** Undefined where it wants other arrays. */
export function withLoss(output: PairOutput, entry: LossEntry): OutputChange | undefined {
  if (!takes(output, entry)) return undefined;
  const { info } = entry;
  const change = { loss: info.name, params: carried(output, info) };
  const wanted = areIndices(info);
  if (areIndices(output.use.info) === wanted) return change;
  const yTrue = wanted ? indicesOf(output) : oneHotOf(output);
  return yTrue && { ...change, yTrue };
}

/** Are the targets of a loss class indices? */
export function areIndices({ classIndices, targets }: LossInfo): boolean {
  return classIndices || targets === 'class-indices';
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
