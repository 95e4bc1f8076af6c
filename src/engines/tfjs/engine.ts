/** Evaluates expressions as float32 tensors on a tfjs backend: what a float32 framework prints. */
import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import { LossauditError } from '../../errors.js';
import type { Kind, NodeOf, Operands } from '../../expr/kinds.js';
import type { Expr } from '../../expr/node.js';
import type { MapOperands } from '../../expr/ops.js';
import { isExact, topological } from '../../expr/walk.js';
import { requireMemory } from '../../tensor/memory.js';
import { indexText, type NdArray } from '../../tensor/ndarray.js';
import { inMemory } from '../../tensor/stored.js';
import type { Engine, EngineInfo } from '../engine.js';
import { isDue, requireGoing, turn } from '../pace.js';
import { operands } from '../plan.js';
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
    async evaluate(roots, given, keep, how = {}) {
      requireGoing(how);
      const inputs = new Map([...given].map(([name, a]) => [name, inMemory(a, 'tfjs')]));
      // Nothing waits inside the scope: two evaluations would free each other's tensors.
      if (isDue()) await turn(how, 0);
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
          const args = operands(e).map((a) => values.get(a) as Tensor);
          const evaluate = EVALUATE[e.node.kind] as Evaluate<Kind>;
          values.set(e, evaluate(tf, e.node, args, e, inputs));
        }
        const records = roots.map((root) => {
          const recorder = new Recorder(root.shape, root.size, keep);
          recorder.push((values.get(root) as Tensor).dataSync(), root.size);
          return recorder.record();
        });
        how.progress?.(1);
        return records;
      } finally {
        tf.engine().endScope();
      }
    },
  };
}

type Inputs = ReadonlyMap<string, NdArray>;
type Evaluate<K extends Kind> = (
  tf: Tfjs,
  node: NodeOf<K>,
  args: Operands<K, Tensor>,
  e: Expr,
  inputs: Inputs,
) => Tensor;

const same = (_: Tfjs, __: unknown, [x]: readonly [Tensor, ...Tensor[]]): Tensor => x;

/** One row a kind of node. */
const EVALUATE: { readonly [K in Kind]: Evaluate<K> } = {
  input: (tf, { name }, _, e, inputs) =>
    tf.tensor(floats(inputs.get(name) as NdArray, name, isExact(e)), [...e.shape], 'float32'),
  const: (tf, { value }) => tf.scalar(value, 'float32'),
  map: (tf, { op }, args) => TENSOR_OPS[op](tf, ...(args as MapOperands<Tensor>)),
  reduce: (tf, { op, axes, keepDims }, [x], e) => {
    // Not tf.mean: tfjs divides each element first, the frameworks divide the sum.
    if (op === 'mean') return tf.div(tf.sum(x, [...axes], keepDims), e.size === 0 ? 0 : x.size / e.size);
    return tf[op](x, [...axes], keepDims);
  },
  argmax: (tf, { axis }, [x]) => tf.cast(tf.argMax(x, axis), 'float32'),
  sort: (tf, { axis, descending }, [x]) => along(tf, x, axis, (y) => sorted(tf, y, descending)),
  cumsum: (tf, { axis }, [x]) => tf.cumsum(x, axis),
  matmul: (tf, _, [a, b], e) => {
    const shared = b.rank === 2 && a.rank > 2;
    const flat = shared ? tf.reshape(a, [-1, a.shape[a.rank - 1]!]) : a;
    return tf.reshape(tf.matMul(flat, b), [...e.shape]);
  },
  transpose: (tf, { order }, [x]) => tf.transpose(x, [...order]),
  slice: (tf, { axis, from, to }, [x]) =>
    tf.slice(
      x,
      x.shape.map((_, i) => (i === axis ? from : 0)),
      x.shape.map((d, i) => (i === axis ? to - from : d)),
    ),
  pad: (tf, { axis, before, after, value }, [x]) =>
    tf.pad(
      x,
      x.shape.map((_, i): [number, number] => (i === axis ? [before, after] : [0, 0])),
      value,
    ),
  reshape: (tf, { shape }, [x]) => tf.reshape(x, [...shape]),
  broadcast: (tf, { shape }, [x]) => tf.broadcastTo(x, [...shape]),
  take: (tf, { axis }, [x, index]) => {
    const hot = isAt(tf, index, x.shape[axis]!, axis);
    return tf.sum(tf.where(tf.broadcastTo(hot, x.shape), x, tf.zerosLike(x)), axis);
  },
  at: (tf, _, [table, index], e) => {
    const flat = tf.cast(tf.reshape(index, [-1]), 'int32') as Tensor1D;
    return tf.reshape(tf.gather(table, flat), [...e.shape]);
  },
  oneHot: (tf, { axis, classes }, [index]) => tf.cast(isAt(tf, index, classes, axis), 'float32'),
  lookup: (tf, { table, otherwise }, [key], e) => {
    const found = Float32Array.from(key.dataSync(), (k) => table.get(k) ?? otherwise ?? Number.NaN);
    return tf.tensor(found, [...e.shape], 'float32');
  },
  // The reference engine, which runs beside every other, refuses.
  within: same,
  // Its one kernel is in doubles on every engine; what it gives is rounded like any other operation's.
  opaque: (tf, { operation }, args, e) => {
    const out = new Float64Array(e.size);
    operation.kernel(
      args.map((a) => ({ data: a.dataSync(), shape: a.shape })),
      out,
    );
    return tf.tensor(Float32Array.from(out), [...e.shape], 'float32');
  },
  call: same,
  step: same,
};

/** Where the position along a new axis is the index. */
function isAt(tf: Tfjs, index: Tensor, classes: number, axis: number): Tensor {
  const along = Array.from({ length: index.rank + 1 }, (_, i) => (i === axis ? classes : 1));
  return tf.equal(tf.expandDims(index, axis), tf.reshape(tf.range(0, classes, 1, 'float32'), along));
}

/** Does something to the last axis of what has this axis last. */
function along(tf: Tfjs, x: Tensor, axis: number, on: (y: Tensor) => Tensor): Tensor {
  const order = [...x.shape.keys()].filter((i) => i !== axis).concat(axis);
  const back = order.map((_, i) => order.indexOf(i));
  return tf.transpose(on(tf.transpose(x, order)), back);
}

/**
 * Along the last axis, NaN at the end: tfjs has topk, whose place for NaN is not the same on all backends.
 */
function sorted(tf: Tfjs, x: Tensor, descending: boolean): Tensor {
  const data = x.dataSync() as Float32Array;
  const length = x.shape[x.rank - 1]!;
  const out = new Float32Array(data.length);
  for (let from = 0; from < data.length; from += length) {
    const line = data.slice(from, from + length).map((v) => (descending ? -v : v));
    line.sort();
    out.set(descending ? line.map((v) => -v) : line, from);
  }
  return tf.tensor(out, x.shape, 'float32');
}

function floats(array: NdArray, name: string, exact: boolean): Float32Array {
  if (exact) {
    const at = array.data.findIndex((v) => Math.abs(v) > EXACT_IN_FLOAT32 && Math.fround(v) !== v);
    if (at >= 0) {
      throw new LossauditError(
        'not-a-float32',
        { name, value: array.data[at]! },
        { where: `${name}${indexText(array.shape, at)}` },
      );
    }
  }
  return array.data instanceof Float32Array ? array.data : Float32Array.from(array.data);
}
