/**
 * What a loss computes, whatever a framework calls it: `huber` is torch's HuberLoss, Keras' Huber, optax'
 * huber_loss. Findings, comparisons and explanations ask for families, never for names.
 */
export type Family =
  // of differences
  | 'mean-squared-error'
  | 'half-squared-error'
  | 'root-mean-squared-error'
  | 'mean-squared-logarithmic-error'
  | 'root-mean-squared-logarithmic-error'
  | 'mean-pairwise-squared-error'
  | 'mean-absolute-error'
  | 'mean-absolute-percentage-error'
  | 'median-absolute-error'
  | 'max-error'
  | 'huber'
  | 'smooth-l1'
  | 'pseudo-huber'
  | 'fair'
  | 'log-cosh'
  | 'quantile'
  // of distributions and counts
  | 'binary-crossentropy'
  | 'categorical-crossentropy'
  | 'sparse-categorical-crossentropy'
  | 'negative-log-likelihood'
  | 'binary-focal-crossentropy'
  | 'categorical-focal-crossentropy'
  | 'categorical-generalized-crossentropy'
  | 'poly-crossentropy'
  | 'brier'
  | 'kl-divergence'
  | 'gaussian-negative-log-likelihood'
  | 'poisson'
  | 'gamma'
  | 'tweedie'
  // of margins
  | 'hinge'
  | 'squared-hinge'
  | 'categorical-hinge'
  | 'perceptron'
  | 'soft-margin'
  | 'hinge-embedding'
  | 'multi-margin'
  | 'multi-label-margin'
  | 'multi-label-soft-margin'
  | 'sparsemax'
  | 'zero-one'
  | 'hamming'
  // of vectors, pairs and triplets
  | 'cosine-similarity'
  | 'cosine-embedding'
  | 'margin-ranking'
  | 'triplet-margin'
  | 'circle'
  | 'contrastive'
  // of sets, sequences and preferences
  | 'dice'
  | 'tversky'
  | 'ctc'
  | 'ranking-softmax'
  | 'language-model'
  | 'question-answering'
  | 'preference'
  // none: losses that are only weighted and reduced
  | 'weighted-losses';

const OF_LABELS: readonly Family[] = ['sparse-categorical-crossentropy', 'negative-log-likelihood'];
const OF_CLASSES: readonly Family[] = [
  ...OF_LABELS,
  'categorical-crossentropy',
  'categorical-focal-crossentropy',
  'poly-crossentropy',
  'language-model',
];
const OF_EACH: readonly Family[] = ['binary-crossentropy', 'binary-focal-crossentropy'];

export function isCrossentropy(family: Family): boolean {
  return OF_CLASSES.includes(family) || OF_EACH.includes(family);
}

/** What makes its probabilities of logits; undefined where the family does not say. */
export function activationOfFamily(family: Family): 'sigmoid' | 'softmax' | undefined {
  if (OF_EACH.includes(family)) return 'sigmoid';
  return OF_CLASSES.includes(family) ? 'softmax' : undefined;
}

/** Is it the same quantity, of predictions of any kind: probabilities, their logarithms, logits? */
export function isOfOneTask(a: Family, b: Family): boolean {
  return a === b || (OF_LABELS.includes(a) && OF_LABELS.includes(b));
}

/** Is it the same quantity, of one-hot rows the one, of class indices the other? */
export function isOfOtherLabels(a: Family, b: Family): boolean {
  const pair: readonly Family[] = ['categorical-crossentropy', 'sparse-categorical-crossentropy'];
  return a !== b && pair.includes(a) && pair.includes(b);
}

/** Losses that are taken for one another, with what it costs in bits; the first row that has both counts. */
const NEAR: readonly (readonly [bits: number, ...families: Family[]])[] = [
  // One is the other over its threshold.
  [3, 'huber', 'smooth-l1'],
  [4, 'mean-squared-error', 'half-squared-error', 'root-mean-squared-error'],
  [4, 'root-mean-squared-logarithmic-error', 'mean-squared-logarithmic-error'],
  [4, 'binary-crossentropy', 'categorical-crossentropy', 'sparse-categorical-crossentropy'],
  [4, 'categorical-crossentropy', 'kl-divergence'],
  [4, 'hinge', 'squared-hinge'],
  [5, 'mean-squared-error', 'mean-absolute-error', 'huber', 'smooth-l1'],
  [5, 'huber', 'smooth-l1', 'pseudo-huber', 'log-cosh', 'fair'],
  [5, 'binary-crossentropy', 'binary-focal-crossentropy'],
  [5, 'categorical-crossentropy', 'categorical-focal-crossentropy', 'poly-crossentropy'],
  [5, 'dice', 'tversky'],
  [6, 'mean-squared-error', 'log-cosh', 'pseudo-huber', 'mean-absolute-error'],
  [6, 'mean-squared-error', 'mean-squared-logarithmic-error', 'poisson'],
  [6, 'root-mean-squared-error', 'root-mean-squared-logarithmic-error'],
  [6, 'mean-absolute-error', 'mean-absolute-percentage-error', 'median-absolute-error', 'quantile'],
  [6, 'mean-squared-error', 'binary-crossentropy', 'brier'],
  [6, 'mean-squared-error', 'categorical-crossentropy'],
  [6, 'categorical-crossentropy', 'categorical-generalized-crossentropy', 'sparse-categorical-crossentropy'],
  [6, 'sparse-categorical-crossentropy', 'kl-divergence', 'multi-margin'],
  [6, 'hinge', 'categorical-hinge', 'soft-margin', 'perceptron', 'hinge-embedding'],
  [6, 'poisson', 'gamma', 'tweedie'],
];

/** What nobody takes for a loss of one row's target and prediction: they compare rows with each other. */
const ALONE: readonly Family[] = ['circle', 'contrastive', 'ctc', 'ranking-softmax', 'weighted-losses'];
/** What a loss costs that has nothing in common with another but its arrays. */
const FAR = 7;

/** What it costs to take one for the other, in bits; undefined where nobody does. */
export function nearness(a: Family, b: Family): number | undefined {
  if (a === b) return 5;
  const near = NEAR.find(([, ...families]) => families.includes(a) && families.includes(b));
  return near?.[0] ?? (ALONE.includes(a) || ALONE.includes(b) ? undefined : FAR);
}
