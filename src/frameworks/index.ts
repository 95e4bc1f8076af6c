/** The registry of frameworks, for what asks all of them; `load.ts` loads those that are named. */
import type { Framework, FrameworkRules } from './framework.js';
import { huggingface } from './huggingface/index.js';
import { keras } from './keras/index.js';
import { tensorflowsOf } from './keras/tensorflow.js';
import { type FrameworkName, meantBy, NAMES } from './known.js';
import { lightgbm } from './lightgbm/index.js';
import { optax } from './optax/index.js';
import { sklearn } from './sklearn/index.js';
import { tf1 } from './tf1/index.js';
import { tfjs } from './tfjs/index.js';
import { tfjsLayers } from './tfjs-layers/index.js';
import { torch } from './torch/index.js';
import { trl } from './trl/index.js';
import { xgboost } from './xgboost/index.js';

const ALL: Readonly<Record<FrameworkName, Framework>> = {
  keras,
  torch,
  sklearn,
  tfjs,
  'tfjs-layers': tfjsLayers,
  tf1,
  optax,
  huggingface,
  trl,
  xgboost,
  lightgbm,
};

export const FRAMEWORKS: readonly Framework[] = NAMES.map((name) => ALL[name]);

/**
 * @param text `keras@2.2`, `keras`, or undefined for the default
 * @throws LossauditError `unknown-framework`, `unknown-version`
 */
export function findFramework(text: string | undefined): FrameworkRules {
  const { name, version, carrier } = meantBy(text);
  return ALL[name].rules(version, carrier);
}

/**
 * Every framework that the text may mean where it matters to a training loop: `keras@2.4` is in TensorFlow
 * 2.2 – 2.4.
 * @throws LossauditError as findFramework
 */
export function frameworksMeant(text: string): readonly FrameworkRules[] {
  const own = findFramework(text);
  const inside = text.startsWith('keras@') ? tensorflowsOf(text.slice('keras@'.length)) : [];
  return inside.length > 0 ? inside.map((v) => findFramework(`tensorflow@${v}`)) : [own];
}
