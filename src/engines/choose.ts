/** Which engines run an audit: the headline one and the float64 reference beside it. */
import type { Arithmetic, Engine } from './engine.js';
import { referenceEngine } from './reference/engine.js';

/** What `--engine` takes. */
export const ENGINE_NAMES = ['tfjs', 'tfjs-node', 'tfjs-cpu', 'reference'] as const;
export type EngineName = (typeof ENGINE_NAMES)[number];

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
 */
export async function chooseEngines(name: EngineName, dtype: Arithmetic, version: string): Promise<Engines> {
  const reference = referenceEngine({ dtype: 'float64', version });
  if (name === 'reference' || dtype !== 'float32') {
    const headline = dtype === 'float64' ? reference : referenceEngine({ dtype, version });
    const note = name === 'reference' ? undefined : `tfjs computes float32 only; ${dtype} runs on the reference engine`;
    return { headline, reference, note };
  }
  const { cpuEngine } = await import('./tfjs/cpu.js');
  return { headline: await cpuEngine(dtype), reference };
}
