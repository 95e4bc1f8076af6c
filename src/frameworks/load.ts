/**
 * Frameworks that are loaded when an audit names them: together they take longer to load than an audit of one
 * to run.
 */
import { once } from '../text/kept.js';
import type { Framework, FrameworkRules } from './framework.js';
import { type FrameworkName, KNOWN, meantBy, NAMES } from './known.js';
import { isQualified } from './names.js';

const LOAD: Readonly<Record<FrameworkName, () => Promise<Framework>>> = {
  keras: once(async () => (await import('./keras/index.js')).keras),
  torch: once(async () => (await import('./torch/index.js')).torch),
  sklearn: once(async () => (await import('./sklearn/index.js')).sklearn),
  tfjs: once(async () => (await import('./tfjs/index.js')).tfjs),
  'tfjs-layers': once(async () => (await import('./tfjs-layers/index.js')).tfjsLayers),
  tf1: once(async () => (await import('./tf1/index.js')).tf1),
  optax: once(async () => (await import('./optax/index.js')).optax),
  huggingface: once(async () => (await import('./huggingface/index.js')).huggingface),
  trl: once(async () => (await import('./trl/index.js')).trl),
  xgboost: once(async () => (await import('./xgboost/index.js')).xgboost),
  lightgbm: once(async () => (await import('./lightgbm/index.js')).lightgbm),
};

/** Every framework, the default first. */
export function allFrameworks(): Promise<readonly Framework[]> {
  return Promise.all(NAMES.map((name) => LOAD[name]()));
}

/**
 * The rules that a text names, as `findFramework` gives them.
 * @throws LossauditError `unknown-framework`, `unknown-version`
 */
export async function loadFramework(text: string | undefined): Promise<FrameworkRules> {
  const { name, version, carrier } = meantBy(text);
  return (await LOAD[name]()).rules(version, carrier);
}

/**
 * Those that are named, all of their versions or the one that is said; every framework without names.
 * @throws LossauditError `unknown-framework`, `unknown-version`
 */
export async function frameworksNamed(
  names: readonly string[] | undefined,
): Promise<readonly (Framework | FrameworkRules)[]> {
  if (!names) return allFrameworks();
  return Promise.all(
    names.map(async (name) => {
      const rules = await loadFramework(name);
      return name.includes('@') ? rules : rules.home;
    }),
  );
}

/**
 * The framework of which all these are qualified names (`torch.nn.MSELoss`); of several, the default before
 * the others.
 */
export async function frameworkOf(losses: readonly string[]): Promise<FrameworkRules | undefined> {
  // Nearly all audits: no framework needs to be asked.
  if (!losses.every((loss) => loss.includes('.'))) return undefined;
  for (const name of NAMES) {
    if (!losses.every((loss) => isQualified(KNOWN[name], loss))) continue;
    const framework = await LOAD[name]();
    if (losses.every((loss) => framework.named(loss)?.qualified)) return framework.rules(undefined);
  }
  return undefined;
}

/** Frameworks that have a loss of this name. */
export async function havingLoss(loss: string): Promise<string[]> {
  return (await allFrameworks()).filter((f) => f.named(loss)).map((f) => f.name);
}
