/** Which engines run an audit: the headline one and the float64 reference beside it. */
import { LossauditError } from '../errors.js';
import type { Arithmetic } from '../tensor/ndarray.js';
import type { Engine } from './engine.js';
import { ENGINE_NAMES, type EngineName } from './names.js';
import { referenceEngine } from './reference/engine.js';
import { locateNative } from './tfjs/native/locate.js';

export interface Engines {
  /** What the headline numbers come from, in the audit's dtype. */
  readonly headline: Engine;
  /** float64 with exact sums; the same engine when the audit is in float64. */
  readonly reference: Engine;
  /** Why another engine than the one asked for runs. */
  readonly note?: string;
}

/**
 * @param name `tfjs` is float32 tensors; `reference` never loads tfjs
 * @param dtype the audit's arithmetic; tfjs computes float32 only
 * @param enginePath folder of the native tfjs-node to load, instead of those that are looked for
 * @throws LossauditError `engine-missing`, `engine-broken` for a native engine that was asked for
 */
export async function chooseEngines(
  name: EngineName,
  dtype: Arithmetic,
  version: string,
  enginePath?: string,
): Promise<Engines> {
  // A library's caller may pass anything.
  if (!ENGINE_NAMES.includes(name))
    throw new LossauditError('usage', {
      message: `There is no engine ${name}`,
      hint: `Known: ${ENGINE_NAMES.join(', ')}.`,
    });
  requirePathFits(name, enginePath);
  const reference = referenceEngine({ dtype: 'float64', version });
  if (name === 'reference' || dtype !== 'float32') {
    const headline = dtype === 'float64' ? reference : referenceEngine({ dtype, version });
    const note =
      name === 'reference' ? undefined : `tfjs computes float32 only; ${dtype} runs on the reference engine`;
    return { headline, reference, note };
  }
  return { ...(await tfjsHeadline(name, dtype, enginePath)), reference };
}

/** @throws LossauditError `usage` where the engine is not the one that the path is of */
export function requirePathFits(name: EngineName, enginePath: string | undefined): void {
  if (enginePath !== undefined && name !== 'tfjs' && name !== 'tfjs-node')
    throw new LossauditError('usage', {
      message: `--engine-path names a native tfjs-node, which --engine ${name} does not load`,
      hint: 'Leave one of them out.',
    });
}

/** Native tfjs-node where it is there, else the CPU backend; a forced one fails when it is missing. */
async function tfjsHeadline(
  name: 'tfjs' | 'tfjs-node' | 'tfjs-cpu',
  dtype: Arithmetic,
  enginePath: string | undefined,
): Promise<Pick<Engines, 'headline' | 'note'>> {
  const cpu = async () => (await import('./tfjs/cpu.js')).cpuEngine(dtype);
  if (name === 'tfjs-cpu') return { headline: await cpu() };
  const location = locateNative({ enginePath });
  const forced = name === 'tfjs-node' || enginePath !== undefined;
  const where = enginePath === undefined ? '--engine' : '--engine-path';
  if ('reason' in location) {
    if (forced) throw new LossauditError('engine-missing', { reason: location.reason }, { where });
    return { headline: await cpu() };
  }
  try {
    return { headline: (await import('./tfjs/node.js')).nodeEngine(location.folder, dtype) };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const named = location.found === 'engine-path';
    if (forced)
      throw new LossauditError('engine-broken', { folder: location.folder, reason, named }, { where, cause });
    return {
      headline: await cpu(),
      note: `tfjs-node in ${location.folder} cannot be loaded; the CPU backend ran instead`,
    };
  }
}
