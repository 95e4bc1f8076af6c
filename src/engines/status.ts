/** What engines this machine has. */

import { ARITHMETICS } from '../tensor/ndarray.js';
import { VERSION } from '../version.js';
import type { EngineStatus } from './status-schema.js';
import { locateNative } from './tfjs/native/locate.js';

/**
 * Loads every engine and measures what its sums accumulate in.
 * @param enginePath folder of the native tfjs-node to load
 */
export async function engineStatus(enginePath?: string): Promise<EngineStatus[]> {
  const reference: EngineStatus = {
    engine: 'reference',
    available: true,
    backend: 'own',
    versions: { lossaudit: VERSION },
    dtypes: [...ARITHMETICS],
    accumulator: 'exact sums, rounded once',
    found: 'part of lossaudit',
  };
  return [await nodeStatus(enginePath), await cpuStatus(), reference];
}

async function cpuStatus(): Promise<EngineStatus> {
  const { loadCpu } = await import('./tfjs/cpu.js');
  const { measureAccumulator } = await import('./tfjs/accumulator.js');
  const tf = await loadCpu();
  return {
    engine: 'tfjs-cpu',
    available: true,
    backend: 'cpu',
    versions: { 'tfjs-core': tf.version_core },
    dtypes: ['float32'],
    accumulator: measureAccumulator(tf),
    found: 'part of lossaudit',
  };
}

async function nodeStatus(enginePath?: string): Promise<EngineStatus> {
  const location = locateNative({ enginePath });
  if ('reason' in location) return { engine: 'tfjs-node', available: false, reason: location.reason };
  const { loadNative } = await import('./tfjs/native/load.js');
  const { measureAccumulator } = await import('./tfjs/accumulator.js');
  try {
    const { tf, versions } = loadNative(location.folder);
    return {
      engine: 'tfjs-node',
      available: true,
      backend: 'tensorflow',
      versions: { 'tfjs-node': versions.tfjsNode, libtensorflow: versions.libtensorflow },
      dtypes: ['float32'],
      accumulator: measureAccumulator(tf),
      found: `${location.found === 'cache' ? 'set up by lossaudit' : 'installed'} in ${location.folder}`,
    };
  } catch (error) {
    return {
      engine: 'tfjs-node',
      available: false,
      reason: `it cannot be loaded: ${error instanceof Error ? error.message : error}`,
    };
  }
}
