/** The registry of frameworks: one line each. */
import { LossauditError } from '../errors.js';
import { Kept } from '../text/kept.js';
import { nearest } from '../text/suggest.js';
import type { Framework, FrameworkRules } from './framework.js';
import { huggingface } from './huggingface/index.js';
import { keras } from './keras/index.js';
import { tensorflowsOf } from './keras/tensorflow.js';
import { lightgbm } from './lightgbm/index.js';
import { optax } from './optax/index.js';
import { sklearn } from './sklearn/index.js';
import { tf1 } from './tf1/index.js';
import { tfjs } from './tfjs/index.js';
import { tfjsLayers } from './tfjs-layers/index.js';
import { torch } from './torch/index.js';
import { trl } from './trl/index.js';
import { xgboost } from './xgboost/index.js';

export const FRAMEWORKS: readonly Framework[] = [
  keras,
  torch,
  sklearn,
  tfjs,
  tfjsLayers,
  tf1,
  optax,
  huggingface,
  trl,
  xgboost,
  lightgbm,
];

const DEFAULT = keras;

/**
 * @param text `keras@2.2`, `keras`, or undefined for the default
 * @throws LossauditError `unknown-framework`, `unknown-version`
 */
export function findFramework(text: string | undefined): FrameworkRules {
  return text === undefined
    ? DEFAULT.rules(undefined)
    : found.get(String(text), () => lookedUp(String(text)));
}

const found = new Kept<FrameworkRules>(256);

/** @param text a library's caller may pass anything */
function lookedUp(text: string): FrameworkRules {
  const [name = '', ...rest] = text.split('@');
  // keras@2.2@3 is no version of anything.
  const version = rest.length === 0 ? undefined : rest.join('@');
  const carrying = version === undefined ? undefined : FRAMEWORKS.find((f) => f.carriers.includes(name));
  if (carrying) return carrying.rules(version, name);
  // `scikit-learn` is sklearn, `PyTorch` torch.
  const titled = (f: Framework) => f.title.toLowerCase() === name.toLowerCase();
  const framework = FRAMEWORKS.find((f) => f.name === name) ?? FRAMEWORKS.find(titled);
  if (!framework) {
    const known = FRAMEWORKS.flatMap((f) => [f.name, ...f.carriers]);
    throw new LossauditError(
      'unknown-framework',
      { framework: text, known, near: nearest(name, known) },
      { where: 'framework' },
    );
  }
  return framework.rules(version);
}

/**
 * The framework of which all these are qualified names (`torch.nn.MSELoss`); of several, the default before
 * the others.
 */
export function frameworkOf(losses: readonly string[]): FrameworkRules | undefined {
  // Nearly all audits: no framework needs to be asked.
  if (!losses.every((loss) => loss.includes('.'))) return undefined;
  return FRAMEWORKS.find((f) => losses.every((loss) => f.named(loss)?.qualified))?.rules(undefined);
}

/** Frameworks that have a loss of this name. */
export function havingLoss(loss: string): string[] {
  return FRAMEWORKS.filter((f) => f.named(loss)).map((f) => f.name);
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
