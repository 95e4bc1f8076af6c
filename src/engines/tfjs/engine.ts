/** Evaluates expressions as float32 tensors on a tfjs backend: what a float32 framework prints. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { LossauditError } from '../../errors.js';
import { type Expr, isExact, topological } from '../../expr/node.js';
import { requireMemory } from '../../io/memory.js';
import { indexText, type NdArray } from '../../tensor/ndarray.js';
import type { Engine, EngineInfo } from '../engine.js';
import { Recorder } from '../record.js';
import { TENSOR_OPS, type Tfjs } from './ops.js';

/** Integers beyond this are not all float32 numbers. */
const EXACT_IN_FLOAT32 = 2 ** 24;

/**
 * @param tf tfjs-core with its backend registered, or tfjs-node
 * @param info what the report says of this engine
 */
export function tfjsEngine(tf: Tfjs, info: EngineInfo): Engine {
  return {
    info,
    evaluate(roots, inputs, keep) {
      const order = topological(roots);
      // Every tensor of the graph lives until its end.
      requireMemory(
        4 * order.reduce((n, e) => n + e.size, 0),
        'The reference engine takes less: --engine reference. Or give batch_size, or a part of the rows.',
      );
      const values = new Map<Expr, Tensor>();
      // A scope frees every tensor made in it, also when an operation throws.
      tf.engine().startScope('lossaudit');
      try {
        for (const e of order) {
          values.set(
            e,
            evaluateNode(
              tf,
              e,
              e.args.map((a) => values.get(a) as Tensor),
              inputs,
            ),
          );
        }
        return roots.map((root) => {
          const recorder = new Recorder(root.shape, root.size, keep);
          recorder.push((values.get(root) as Tensor).dataSync(), root.size);
          return recorder.record();
        });
      } finally {
        tf.engine().endScope();
      }
    },
  };
}

function evaluateNode(tf: Tfjs, e: Expr, args: readonly Tensor[], inputs: ReadonlyMap<string, NdArray>): Tensor {
  const { node } = e;
  const [x] = args;
  const shape = [...e.shape];
  switch (node.kind) {
    case 'input':
      return tf.tensor(floats(inputs.get(node.name) as NdArray, node.name, isExact(e)), shape, 'float32');
    case 'const':
      return tf.scalar(node.value, 'float32');
    case 'step':
    case 'call':
    // The reference engine, which runs beside every other, refuses.
    case 'within':
      return x;
    case 'reshape':
      return tf.reshape(x, shape);
    case 'broadcast':
      return tf.broadcastTo(x, shape);
    case 'map':
      return TENSOR_OPS[node.op](tf, args[0], args[1], args[2]);
    case 'reduce':
      return reduceTensor(tf, node, x, e);
    case 'argmax':
      return tf.cast(tf.argMax(x, node.axis), 'float32');
    case 'take': {
      const classes = x.shape[node.axis];
      const along = x.shape.map((_, i) => (i === node.axis ? classes : 1));
      const hot = tf.equal(tf.expandDims(args[1], node.axis), tf.reshape(tf.range(0, classes, 1, 'float32'), along));
      return tf.sum(tf.where(tf.broadcastTo(hot, x.shape), x, tf.zerosLike(x)), node.axis);
    }
    case 'lookup': {
      const found = Float32Array.from(x.dataSync(), (k) => node.table.get(k) ?? node.otherwise ?? Number.NaN);
      return tf.tensor(found, shape, 'float32');
    }
  }
}

function reduceTensor(tf: Tfjs, node: Extract<Expr['node'], { kind: 'reduce' }>, x: Tensor, e: Expr): Tensor {
  const axes = [...node.axes];
  switch (node.op) {
    case 'sum':
      return tf.sum(x, axes, node.keepDims);
    case 'mean':
      // Not tf.mean: tfjs divides each element first, the frameworks divide the sum.
      return tf.div(tf.sum(x, axes, node.keepDims), e.size === 0 ? 0 : x.size / e.size);
    case 'max':
      return tf.max(x, axes, node.keepDims);
    case 'min':
      return tf.min(x, axes, node.keepDims);
  }
}

function floats(array: NdArray, name: string, exact: boolean): Float32Array {
  if (exact) {
    const at = array.data.findIndex((v) => Math.abs(v) > EXACT_IN_FLOAT32 && Math.fround(v) !== v);
    if (at >= 0) {
      throw new LossauditError(
        'not-a-float32',
        { name, value: array.data[at] },
        { where: `${name}${indexText(array.shape, at)}` },
      );
    }
  }
  return array.data instanceof Float32Array ? array.data : Float32Array.from(array.data);
}
