/** What an output of an audit means, whatever its framework calls it: what a translation starts from. */
import type { Audit, AuditOutput } from '../audit/audit.js';
import { LossauditError } from '../errors.js';
import type { Family } from '../frameworks/family.js';
import type { FrameworkRules, LossEntry } from '../frameworks/framework.js';
import type { ParamValue, Role } from '../frameworks/param.js';
import type { NdArray } from '../tensor/ndarray.js';
import { alongAxis, derived, mapped } from './arrays.js';
import { sigmoid, softmax } from './numbers.js';
import { NEXT_TOKENS, nextTokensOf } from './tokens.js';

/** What predictions are. `numbers` are those of no distribution. */
export type Holds = 'logits' | 'probabilities' | 'logarithms' | 'numbers';

/** What targets are. */
export type Labels = 'class indices' | 'rows of classes' | '0 and 1' | '−1 and 1' | 'numbers';

export interface Source {
  readonly audit: Audit;
  readonly output: AuditOutput;
  /** What the loss computes of these arrays. */
  readonly family: Family;
  readonly yPred?: NdArray;
  readonly yTrue?: NdArray;
  readonly holds: Holds;
  readonly labels: Labels;
  /** The axis of the classes, from the front. */
  readonly axis: number;
  /** One label for each vector of classes, not for each number. */
  readonly classes: boolean;
  /** What there is a weight for: y_pred without its classes. */
  readonly shape: readonly number[];
  /** No other loss computes it. */
  readonly apart: boolean;
  /** What was made of the arrays before. */
  readonly before: readonly Translated[];
}

/** Where a translation goes. */
export interface Target {
  readonly rules: FrameworkRules;
  readonly entry: LossEntry;
}

/** What was made of the audit, for lists. */
export interface Translated {
  readonly what: string;
  readonly how: string;
}

const OF_CLASSES: ReadonlySet<Family> = new Set<Family>([
  'categorical-crossentropy',
  'sparse-categorical-crossentropy',
  'negative-log-likelihood',
  'categorical-focal-crossentropy',
  'categorical-generalized-crossentropy',
  'poly-crossentropy',
  'categorical-hinge',
  'multi-margin',
  'language-model',
]);

/** Families that compute the same from other arrays. */
const SAME: readonly (readonly Family[])[] = [
  ['categorical-crossentropy', 'sparse-categorical-crossentropy', 'negative-log-likelihood'],
];

/** Families whose number is another one by a factor, which is said. */
const SCALED: Readonly<Partial<Record<Family, readonly [Family, string]>>> = {
  'mean-squared-error': ['half-squared-error', 'half the squared error'],
  'half-squared-error': ['mean-squared-error', 'the whole squared error, not half of it'],
  huber: ['smooth-l1', 'the Huber loss divided by its threshold'],
  'smooth-l1': ['huber', 'the smooth L1 loss times its threshold'],
};

/** Does a loss compute what a source does? The sentence says what is different. */
export function relation(
  { family: from, output, apart }: Source,
  { info }: LossEntry,
): 'own' | 'same' | { scaled: string } | undefined {
  if (info.apart || apart) return undefined;
  if (info.family === from) return 'own';
  if (info.alsoOf.includes(from) || SAME.some((all) => all.includes(from) && all.includes(info.family)))
    return 'same';
  const scaled = SCALED[from];
  if (scaled?.[0] !== info.family) return undefined;
  // At 1 the Huber loss and the smooth L1 loss are the same.
  return output.use.value('threshold') === 1 ? 'same' : { scaled: scaled[1] };
}

export function sourceOf(audit: Audit, asked: AuditOutput): Source {
  const shifts = nextTokensOf(asked);
  const output = shifts ?? asked;
  const { y_true: yTrue } = output.arrays;
  const family = familyOf(output);
  const { yPred, before: made } = activated(audit, output);
  const next = shifts && shifts.arrays.y_pred !== asked.arrays.y_pred;
  const before = next ? [...NEXT_TOKENS, ...made] : made;
  const classes = isOfClasses(family);
  const axis = classAxis(yPred?.shape.length ?? 0, output.use.value('class-axis'));
  return {
    audit,
    output,
    family,
    yPred,
    yTrue,
    holds: holdsOf(audit, output),
    labels: labelsOf(output, classes),
    axis,
    classes,
    shape: (yPred?.shape ?? []).filter((_, i) => !classes || i !== axis),
    before,
    apart:
      output.use.info.apart ||
      (wordLoss(audit.rules, output)?.info.apart ?? false) ||
      isUnknown(audit.rules, output),
  };
}

/** The predictions of a loss that is no distribution's come after the model's last activation. */
function activated(
  { settings: { activation } }: Audit,
  output: AuditOutput,
): { readonly yPred: NdArray | undefined; readonly before: readonly Translated[] } {
  const given = output.arrays.y_pred;
  const loses = output.use.info.predictions === 'any' || takesLogits(output);
  if (!given || !loses || activation === undefined || activation === 'linear')
    return { yPred: given, before: [] };
  const last = given.shape.length - 1;
  const yPred = derived(given, activation, () =>
    activation === 'sigmoid' ? mapped(given, sigmoid) : alongAxis(given, last, softmax),
  );
  return { yPred, before: [{ what: 'y_pred', how: `the ${activation} of y_pred` }] };
}

export function isOfClasses(family: Family): boolean {
  return OF_CLASSES.has(family);
}

/** One column is of a binary loss, several are of classes, where a loss takes both. */
function familyOf({ use: { info }, arrays: { y_pred: p } }: AuditOutput): Family {
  const { family, alsoOf } = info;
  // Logits of tokens and their classes.
  if (family === 'language-model' && info.classIndices) return 'sparse-categorical-crossentropy';
  const single = p && (p.shape.length < 2 || p.shape.at(-1) === 1);
  if (single) return alsoOf.includes('binary-crossentropy') ? 'binary-crossentropy' : family;
  return alsoOf.includes('categorical-hinge') ? 'categorical-hinge' : family;
}

/** The axis that a value of its role means, from the front. */
export function classAxis(rank: number, value: ParamValue | undefined): number {
  const axis = typeof value === 'number' ? value : -1;
  return Math.max(0, Math.min(axis < 0 ? rank + axis : axis, rank - 1));
}

/** A word that says what is made of predictions before the loss has them. */
function wordOf({ use }: AuditOutput): string | undefined {
  const word = use.value('logits');
  return typeof word === 'string' && word !== use.info.paramOf('logits')?.default ? word : undefined;
}

function takesLogits(output: AuditOutput): boolean {
  return output.use.value('logits') === true || wordOf(output) !== undefined;
}

/** The loss that such a word names. */
function wordLoss(rules: FrameworkRules, output: AuditOutput): LossEntry | undefined {
  const word = wordOf(output);
  if (word === undefined) return undefined;
  return rules.entries.find(({ info }) => info.name === word || info.accepted.includes(word));
}

/** Nobody knows what a word that names no loss makes of the predictions. */
function isUnknown(rules: FrameworkRules, output: AuditOutput): boolean {
  return wordOf(output) !== undefined && !wordLoss(rules, output);
}

function holdsOf({ settings, rules }: Audit, output: AuditOutput): Holds {
  const { use } = output;
  const { predictions } = use.info;
  if (use.value('log-predictions') === true) return 'logarithms';
  const activated = settings.activation !== undefined && settings.activation !== 'linear';
  const word = wordLoss(rules, output);
  // One that has no such word itself is an objective: it says what is made of raw scores.
  if (word && !word.info.paramOf('logits') && word.info.always.logits !== true)
    return predictions === 'any' ? 'numbers' : 'probabilities';
  if (takesLogits(output) || (activated && predictions !== 'any')) return 'logits';
  if (predictions === 'log-distribution') return 'logarithms';
  return predictions === 'any' ? 'numbers' : 'probabilities';
}

function labelsOf({ use: { info }, arrays }: AuditOutput, classes: boolean): Labels {
  const { y_true: yTrue, y_pred: yPred } = arrays;
  switch (info.targets) {
    case 'class-indices':
      return 'class indices';
    case 'distribution':
      return 'rows of classes';
    case 'binary':
      return '0 and 1';
    case 'any': {
      if (info.family === 'kl-divergence') return 'rows of classes';
      if (!classes && info.family === 'hinge')
        return yTrue?.data.every((v) => v === 0 || v === 1 || v === -1) ? signsOf(yTrue) : 'numbers';
      if (!classes && info.alsoOf.includes('binary-crossentropy')) return '0 and 1';
      if (!classes || !yTrue || !yPred) return 'numbers';
      const full = yTrue.shape.length === yPred.shape.length && yTrue.data.length === yPred.data.length;
      return full ? 'rows of classes' : 'class indices';
    }
    default:
      return signsOf(yTrue);
  }
}

function signsOf(yTrue: NdArray | undefined): Labels {
  return !yTrue || yTrue.data.every((v) => v === 0 || v === 1) ? '0 and 1' : '−1 and 1';
}

/** The value of a role, where it says more than the loss without it does. */
export function roleOf({ output }: Source, role: Role): ParamValue | undefined {
  return output.use.value(role);
}

export function refusal(
  { rules, entry }: Target,
  code: 'other-targets' | 'other-weights' | 'no-slot' | 'lacks-slot' | 'no-param' | 'other-predictions',
  data: Readonly<Record<string, string>>,
): LossauditError {
  return new LossauditError(code, { framework: rules.title, loss: entry.info.name, ...data } as never);
}
