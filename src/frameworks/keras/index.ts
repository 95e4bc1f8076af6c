/** Keras 2.0 – 3.15. A loss is one line in LOSSES, a rule range one line in policy.ts. */
import { LossauditError } from '../../errors.js';
import type { Framework, FrameworkRules, LossInfo, Settings } from '../framework.js';
import { nearest } from '../suggest.js';
import { Version } from '../version.js';
import type { KerasLoss } from './define-loss.js';
import { kerasLoop } from './loop.js';
import { binaryCrossentropy } from './losses/binary-crossentropy.js';
import { categoricalCrossentropy } from './losses/categorical-crossentropy.js';
import { cosineSimilarity } from './losses/cosine-similarity.js';
import { hinge } from './losses/hinge.js';
import { huber } from './losses/huber.js';
import { klDivergence } from './losses/kl-divergence.js';
import { meanAbsoluteError } from './losses/mean-absolute-error.js';
import { meanSquaredError } from './losses/mean-squared-error.js';
import { sparseCategoricalCrossentropy } from './losses/sparse-categorical-crossentropy.js';
import { kerasObjective } from './objective.js';
import { POLICIES, type Policy } from './policy.js';
import { kerasProgress } from './progbar.js';
import { kerasIn, tensorflowOf } from './tensorflow.js';

const LOSSES: readonly KerasLoss[] = [
  meanSquaredError,
  meanAbsoluteError,
  binaryCrossentropy,
  categoricalCrossentropy,
  sparseCategoricalCrossentropy,
  huber,
  hinge,
  klDivergence,
  cosineSimilarity,
];

/** Versions that were really run, oldest first; a version text of two parts means the last of them with that prefix. */
const VERSIONS = [
  '2.2.4',
  '2.2.5',
  '2.3.1',
  '2.9.0',
  '2.10.0',
  '2.11.0',
  '2.12.0',
  '2.13.1',
  '2.14.0',
  '2.15.0',
  '3.0.5',
  '3.1.1',
  '3.2.1',
  '3.3.3',
  '3.4.1',
  '3.5.0',
  '3.6.0',
  '3.7.0',
  '3.8.0',
  '3.9.2',
  '3.10.0',
  '3.11.3',
  '3.12.0',
  '3.13.2',
  '3.14.0',
  '3.15.1',
];
/** Shortened versions with a fixed meaning (formats.md). */
const MEANS: Readonly<Record<string, string>> = { '2.2': '2.2.4', '2.3': '2.3.1', '2': '2.15.0', '3': '3.15.1' };
const DEFAULT_VERSION = '2.2';

export const keras: Framework = {
  name: 'keras',
  versions: VERSIONS,
  losses: LOSSES.map((loss) => infoOf(loss)),
  rules: (text = DEFAULT_VERSION) => {
    const tensorflow = tensorflowOf(text);
    return tensorflow === undefined ? kerasRules(text) : rulesInTensorflow(tensorflow);
  },
};

/**
 * The Keras that a TensorFlow brings along.
 * @throws LossauditError `unknown-version`
 */
export function rulesInTensorflow(text: string): FrameworkRules {
  const { version, keras: inside, note } = kerasIn(text);
  return { ...kerasRules(inside, version), ...(note ? { note, progress: undefined } : {}) };
}

function infoOf(loss: KerasLoss, version = new Version(MEANS['3']), name = loss.name): LossInfo {
  const { targets = 'any', predictions = 'any' } = loss;
  const accepted = Object.keys(loss.names).filter((n) => version.within(loss.names[n]));
  return {
    name: loss.name,
    params: [...Object.keys(loss.params), 'reduction'],
    classIndices: loss.classIndices ?? false,
    targets: typeof targets === 'function' ? targets(version) : targets,
    predictions,
    accepted,
    nameAccepted: accepted.includes(shortName(name)),
  };
}

/** `keras.losses.Huber` is `Huber`. */
function shortName(name: string): string {
  return name.replace(/^(?:tf\.)?(?:keras\.)?(?:losses\.)?/, '');
}

function kerasRules(text: string, tensorflow?: Version): FrameworkRules {
  const { version, policy, note } = resolveVersion(text);
  const context = (settings: Settings) => ({ version, policy, ...checkSettings(settings, version) });
  return {
    framework: 'keras',
    version: version.text,
    range: policy.from === policy.to ? policy.from : `${policy.from} – ${policy.to}`,
    reductions: policy.reductions,
    note,
    findLoss: (name) => infoOf(findLoss(name, version), version, name),
    objective: (request) => kerasObjective(request, findLoss(request.loss, version), context(request.settings)),
    progress: kerasProgress(version),
    loop: (value, settings, use) =>
      kerasLoop(version, value, { ...use, backend: context(settings).backend, tensorflow }),
  };
}

/** Which version and rules a text means: `2.2`, `2.2.5`, `3`. */
function resolveVersion(text: string): { version: Version; policy: Policy; note?: string } {
  if (!/^\d{1,4}(\.\d{1,4}){0,2}$/.test(text)) {
    throw new LossauditError(
      'unknown-version',
      { framework: 'keras', version: text, known: ['2.2', '2.2.5', '2.15', '3', '3.10.0'] },
      { where: 'framework' },
    );
  }
  const exact =
    MEANS[text] ?? (text.split('.').length === 3 ? text : (VERSIONS.findLast((v) => v.startsWith(`${text}.`)) ?? text));
  const version = new Version(exact);
  const policy = POLICIES.find((p) => version.within(`${p.from}-${p.to}`));
  if (policy) return { version, policy };
  // Beyond what is known: the nearest rules below, or the oldest.
  const nearestPolicy = POLICIES.findLast((p) => version.atLeast(p.from)) ?? POLICIES[0];
  const standIn = nearestPolicy === POLICIES[0] && !version.atLeast('2.0') ? '2.0' : nearestPolicy.to;
  const known = VERSIONS.findLast((v) => new Version(v).within(`${nearestPolicy.from}-${nearestPolicy.to}`)) ?? standIn;
  return {
    version: new Version(known),
    policy: nearestPolicy,
    note: `keras ${text} is not among the known versions; the rules of ${nearestPolicy.from} – ${nearestPolicy.to} are used.`,
  };
}

/** @throws LossauditError `unknown-loss` or `loss-not-in-version` */
function findLoss(name: string, version: Version): KerasLoss {
  const short = shortName(name);
  const loss = LOSSES.find((l) => Object.hasOwn(l.names, short) || short === l.className || short === l.name);
  if (!loss) {
    const known = LOSSES.filter((l) => version.within(l.versions)).flatMap((l) => Object.keys(l.names));
    throw new LossauditError(
      'unknown-loss',
      { framework: `keras ${version.text}`, loss: name, near: nearest(short, known), known: LOSSES.map((l) => l.name) },
      { where: 'loss' },
    );
  }
  if (!version.within(loss.versions)) {
    throw new LossauditError(
      'loss-not-in-version',
      { loss: loss.name, framework: `Keras ${version.text}`, versions: loss.versions },
      { where: 'loss' },
    );
  }
  return loss;
}

function checkSettings({ backend, mode }: Settings, version: Version): { backend: string; mode: string } {
  const backends = version.atLeast('3.0') ? ['tensorflow', 'torch', 'jax'] : ['tensorflow'];
  if (backend !== undefined && !backends.includes(backend)) {
    throw new LossauditError(
      'unknown-setting',
      { name: 'backend', value: backend, known: backends, framework: `Keras ${version.text}` },
      { where: 'backend' },
    );
  }
  const modes = ['graph', 'eager'];
  if (mode !== undefined && !modes.includes(mode)) {
    throw new LossauditError(
      'unknown-setting',
      { name: 'mode', value: mode, known: modes, framework: `Keras ${version.text}` },
      { where: 'mode' },
    );
  }
  return { backend: backend ?? 'tensorflow', mode: mode ?? 'graph' };
}
