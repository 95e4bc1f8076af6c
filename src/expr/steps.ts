/**
 * The steps of a computation: their ids, and what reports call them. Ids are a contract: audits name them
 * (`expect.steps`), findings ask for them; the names are for readers, and may change.
 */
export const STEPS = {
  // Shapes, before a loss is computed.
  'y-true-unit-axis': 'y_true unit axis',
  'y-pred-unit-axis': 'y_pred unit axis',
  'squeeze-y-true': 'squeeze y_true',
  'squeeze-y-pred': 'squeeze y_pred',
  'align-y-true': 'align y_true',
  'align-y-pred': 'align y_pred',
  'reshape-y-true': 'reshape y_true',
  'broadcast-y-true': 'broadcast y_true',
  'broadcast-y-pred': 'broadcast y_pred',
  // The model's last activation.
  sigmoid: 'sigmoid',
  softmax: 'softmax',
  prediction: 'prediction',
  // The loss.
  logits: 'logits',
  'log-softmax': 'log-softmax',
  shift: 'shift',
  ignored: 'not ignored',
  'smoothing-term': 'smoothing term',
  'chosen-log-ratio': 'log-ratio of the chosen',
  'rejected-log-ratio': 'log-ratio of the rejected',
  'importance-ratio': 'importance ratio',
  'kl-penalty': 'KL penalty',
  'label-smoothing': 'label smoothing',
  score: 'score',
  // Masks and weights.
  'class-weight': 'class weight',
  'class-and-sample-weight': 'class and sample weight',
  'both-masks': 'both masks',
  'mask-rescale': 'mask rescale',
  'mask-and-weight': 'mask and weight',
  'align-score': 'align score',
  'align-sample-weight': 'align sample_weight',
  'to-weight-rank': 'to weight rank',
  mask: 'mask',
  weight: 'weight',
  'class-mean': 'class mean',
  'class-sum': 'class sum',
  'row-mean': 'row mean',
  'weight-rescale': 'weight rescale',
  // Reduction.
  outputs: 'outputs',
  root: 'root',
  'to-integer': 'to integer',
  'batch-loss': 'batch loss',
  'batch-sum': 'batch sum',
  'batch-mean': 'batch mean',
  'shown-mean': 'shown mean',
  'epoch-mean': 'epoch mean',
} as const;

export type StepId = keyof typeof STEPS;
