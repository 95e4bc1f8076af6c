/** Native tfjs-node as an engine. */

import type { Arithmetic } from '../../tensor/ndarray.js';
import type { Engine } from '../engine.js';
import { measureAccumulator } from './accumulator.js';
import { tfjsEngine } from './engine.js';
import { loadNative } from './native/load.js';

/** Loads TensorFlow (some 0.3 s). @param folder where native tfjs-node is */
export function nodeEngine(folder: string, dtype: Arithmetic): Engine {
  const { tf, versions } = loadNative(folder);
  return tfjsEngine(tf, {
    name: 'tfjs',
    backend: 'tensorflow',
    version: versions.tfjsNode,
    dtype,
    accumulator: measureAccumulator(tf),
  });
}
