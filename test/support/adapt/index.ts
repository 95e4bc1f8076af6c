/**
 * What a case of a framework says in words that an audit has not (`jnp.average` for what the caller does),
 * one file a framework.
 */
import type { AuditJson } from '../framework-cases.js';
import type { OracleCase } from '../oracle-cases.js';
import { adaptHuggingface } from './huggingface.js';
import { adaptKeras } from './keras.js';
import { adaptOptax } from './optax.js';
import { sklearn } from './sklearn.js';
import { tf1 } from './tf1.js';
import { tfjs } from './tfjs.js';
import { tfjsLayers } from './tfjs-layers.js';
import { adaptTorch } from './torch.js';
import { xgboost } from './xgboost.js';

export type Adapt = (audit: AuditJson, c: OracleCase) => AuditJson;

export const ADAPT: Readonly<Record<string, Adapt>> = {
  keras: adaptKeras,
  torch: adaptTorch,
  sklearn,
  tfjs,
  'tfjs-layers': tfjsLayers,
  tf1,
  optax: adaptOptax,
  huggingface: adaptHuggingface,
  xgboost,
};
