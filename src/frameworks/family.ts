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
