/** tfjs-core with its pure JavaScript CPU backend, which is always there. */

import type { Arithmetic } from '../../tensor/ndarray.js';
import type { Engine } from '../engine.js';
import { tfjsEngine } from './engine.js';
import type { Tfjs } from './ops.js';

/** Loads tfjs (about 50 ms): only when the engine runs. */
export async function cpuEngine(dtype: Arithmetic): Promise<Engine> {
  const tf = await loadCpu();
  return tfjsEngine(tf, {
    name: 'tfjs',
    backend: 'cpu',
    version: tf.version_core,
    dtype,
    // Every operation of this backend computes in doubles and stores float32; a test measures it.
    accumulator: 'float64',
  });
}

export async function loadCpu(): Promise<Tfjs> {
  const tf = await import('@tensorflow/tfjs-core');
  // Silences tfjs's advert for tfjs-node.
  tf.enableProdMode();
  await import('@tensorflow/tfjs-backend-cpu');
  await tf.setBackend('cpu');
  return tf;
}
