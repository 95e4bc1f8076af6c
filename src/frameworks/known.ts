/**
 * What is known of the frameworks before one is loaded: how audits call them, and which names of losses are
 * theirs. The first is the default.
 */
import { LossauditError } from '../errors.js';
import { nearest } from '../text/suggest.js';

/** How a framework and its losses are called. */
export interface Known {
  /** `keras`. */
  readonly name: string;
  /** `Keras`. */
  readonly title: string;
  /** What a qualified name of a loss may begin with: `keras.losses.`. */
  readonly prefix: RegExp;
  /** Functions of the caller that reduce what a loss gives: `jnp.mean`. */
  readonly callers?: readonly string[];
  /** Packages that hold one of its versions and may be named instead: `tensorflow@2.4`. */
  readonly carriers?: readonly string[];
}

export const KNOWN = {
  keras: {
    name: 'keras',
    title: 'Keras',
    prefix: /^(?:tf\.)?(?:keras\.)?(?:losses\.|backend\.)?/,
    carriers: ['tensorflow'],
  },
  torch: {
    name: 'torch',
    title: 'PyTorch',
    prefix: /^(?:torch\.)?(?:nn\.)?(?:modules\.)?(?:loss\.)?(?:functional\.)?(?:F\.)?/,
  },
  sklearn: {
    name: 'sklearn',
    title: 'scikit-learn',
    prefix: /^(?:sklearn\.)?(?:metrics\.)?(?:_(?:regression|classification)\.)?/,
  },
  tfjs: {
    name: 'tfjs',
    title: 'TensorFlow.js',
    prefix: /^(?:tf\.)?(?:losses\.)?/,
  },
  'tfjs-layers': {
    name: 'tfjs-layers',
    title: 'tfjs-layers',
    prefix: /^(?:tf\.)?(?:metrics\.)?/,
  },
  tf1: {
    name: 'tf1',
    title: 'tf.compat.v1',
    prefix: /^(?:tf\.|tensorflow\.)?(?:compat\.v1\.)?(?:losses\.)?/,
  },
  optax: {
    name: 'optax',
    title: 'optax',
    prefix: /^(?:optax\.)?(?:losses\.)?/,
    callers: ['jnp.mean', 'jnp.sum'],
  },
  huggingface: {
    name: 'huggingface',
    title: 'transformers',
    prefix: /^(?:transformers\.)?(?:loss\.)?(?:loss_utils\.)?(?:trainer_pt_utils\.)?/,
  },
  trl: {
    name: 'trl',
    title: 'TRL',
    prefix: /^(?:trl\.)?/,
  },
  xgboost: {
    name: 'xgboost',
    title: 'XGBoost',
    prefix: /^(?:xgboost|xgb)\./,
  },
  lightgbm: {
    name: 'lightgbm',
    title: 'LightGBM',
    prefix: /^(?:lightgbm|lgb)\./,
  },
} as const satisfies Readonly<Record<string, Known>>;

export type FrameworkName = keyof typeof KNOWN;

const ALL: readonly (Known & { readonly name: FrameworkName })[] = Object.values(KNOWN);

/** Their names, the default first. */
export const NAMES: readonly FrameworkName[] = ALL.map(({ name }) => name);

/** A framework and the version of it, or of the package around it, that a text asks for. */
export interface Meant {
  readonly name: FrameworkName;
  /** The newest if left out. */
  readonly version?: string;
  readonly carrier?: string;
}

/**
 * @param text `keras@2.2`, `keras`, or undefined for the default; a library's caller may pass anything
 * @throws LossauditError `unknown-framework`
 */
export function meantBy(text: string | undefined): Meant {
  if (text === undefined) return { name: NAMES[0]! };
  const [name = '', ...rest] = String(text).split('@');
  // keras@2.2@3 is no version of anything.
  const version = rest.length === 0 ? undefined : rest.join('@');
  const carrying = version === undefined ? undefined : ALL.find((f) => f.carriers?.includes(name));
  if (carrying) return { name: carrying.name, version, carrier: name };
  // `scikit-learn` is sklearn, `PyTorch` torch.
  const titled = (f: Known) => f.title.toLowerCase() === name.toLowerCase();
  const framework = ALL.find((f) => f.name === name) ?? ALL.find(titled);
  if (framework) return { name: framework.name, version };
  const known = ALL.flatMap((f) => [f.name, ...(f.carriers ?? [])]);
  throw new LossauditError(
    'unknown-framework',
    { framework: String(text), known, near: nearest(name, known) },
    { where: 'framework' },
  );
}
