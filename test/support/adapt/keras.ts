/** What the cases of Keras say in their `api` alone: arguments, and that the mask was given as weights. */
import type { AuditJson } from '../framework-cases.js';
import type { Adapt } from './index.js';

export const adaptKeras: Adapt = (audit, { api }) => {
  const [call = '', given] = api.split(' with ');
  const called: AuditJson = { ...audit, loss: call };
  if (given !== 'sample_weight=mask') return called;
  const { mask, ...rest } = called;
  // A label of −100 with weight 0: TensorFlow refuses it.
  return { ...rest, sample_weight: mask, backend: 'torch' };
};
