/**
 * CTC as Keras 3's backends compute it, which part where frames are too few for the labels: torch gives
 * infinity, TensorFlow some 707 (log 1e-307), jax some 1e5.
 */
import type { OpaqueOperation } from '../../../expr/kinds.js';
import { type Expr, opaque } from '../../../expr/node.js';
import { ctc } from '../../ctc.js';

/** @param lengths how many labels of each row count */
export function ctcOf(backend: string, logs: Expr, labels: Expr, lengths: Expr): Expr {
  if (backend === 'tensorflow') return opaque(TENSORFLOW, logs, labels, lengths);
  if (backend === 'jax') return opaque(JAX, logs, labels, lengths);
  const frames = lengths.mul(0).add(logs.shape[1]!);
  const names = {
    labels: 'y_true',
    frames: 'y_pred',
    lengths: 'y_true',
    who: 'torch.nn.functional.ctc_loss',
  };
  return ctc({ logs, labels, frames, lengths }, 0, names);
}

/** −log of the probability of one row: `emit(t, n)` is label n at frame t, `blank(t)` the blank. */
interface Row {
  readonly frames: number;
  readonly labels: readonly number[];
  readonly length: number;
  emit(t: number, n: number): number;
  blank(t: number): number;
}

function operation(loss: (row: Row) => number): OpaqueOperation {
  return {
    name: 'ctc',
    extra: 'blank=0',
    shape: (logs) => [logs[0]!],
    kernel([logs, labels, lengths], out) {
      const [rows, frames, classes] = logs!.shape as [number, number, number];
      const width = labels!.shape[1]!;
      for (let r = 0; r < rows; r++) {
        const at = (t: number, k: number) => logs!.data[(r * frames + t) * classes + k]!;
        // A product with a one-hot row: a label that is no class costs nothing, and 0 · ∞ is not a number.
        const product = (t: number, label: number) => {
          let sum = 0;
          for (let k = 0; k < classes; k++) sum += at(t, k) * (k === label ? 1 : 0);
          return sum;
        };
        const own = Array.from({ length: width }, (_, n) => labels!.data[r * width + n]!);
        out[r] = loss({
          frames,
          labels: own,
          length: lengths!.data[r]!,
          emit: (t, n) => product(t, own[n]!),
          blank: (t) => at(t, 0),
        });
      }
    },
  };
}

/**
 * TensorFlow's graph of states (python/ops/ctc_ops.py, ctc_loss_dense): a start, the labels, and a blank
 * behind each of them; a path may end elsewhere with a probability of 1e-307.
 */
const TENSORFLOW = operation(({ frames, labels, length, emit, blank }) => {
  const states = labels.length + 1;
  const elsewhere = Math.log(1e-307);
  const final = (n: number) => (n === length ? 0 : elsewhere);
  const last = Array.from({ length: states }, (_, n) => final(n));
  let [ofLabel, ofBlank] = [last, last];
  for (let t = frames - 1; t >= 0; t--) {
    const label = ofLabel.map((x, n) => (n === 0 ? Number.NEGATIVE_INFINITY : x + emit(t, n - 1)));
    const gap = ofBlank.map((x) => x + blank(t));
    // From the start straight to its blank, which counts twice where there is nothing else.
    const twice = states === 1 ? Math.LN2 : 0;
    const next = (n: number) => (n + 1 < states ? label[n + 1]! : Number.NEGATIVE_INFINITY);
    const repeats = (n: number) => n > 0 && n < labels.length && labels[n - 1] === labels[n];
    const skip = (n: number) => (repeats(n) ? Number.NEGATIVE_INFINITY : next(n));
    ofLabel = label.map((x, n) => logSumExp([x, gap[n]! + (n === 0 ? twice : 0), skip(n)]));
    ofBlank = gap.map((x, n) => logSumExp([x, next(n)]));
  }
  return -ofLabel[0]!;
});

/** What jax takes for the logarithm of 0 (keras 3.15.1, backend/jax/nn.py). */
const NEVER = -1e5;

/** Blank states hold the paths of n labels, `own` those that end in label n. */
const JAX = operation(({ frames, labels, length, emit, blank }) => {
  const repeats = labels.map((label, n) => (label === labels[n + 1] ? 1 : 0));
  let gap: number[] = [0, ...labels.map(() => NEVER)];
  let own: number[] = labels.map(() => NEVER);
  const joined = (states: readonly number[], added: readonly number[]) =>
    states.map((x, n) => (n === 0 ? x : logSumExp([x, added[n - 1]!])));
  for (let t = 0; t < frames; t++) {
    const before = joined(
      gap,
      own.map((x, n) => x + NEVER * repeats[n]!),
    );
    const after = before.map((x) => x + blank(t));
    gap = joined(
      after,
      own.map((x, n) => x + blank(t) + NEVER * (1 - repeats[n]!)),
    );
    own = own.map((x, n) => logSumExp([before[n]! + emit(t, n), x + emit(t, n)]));
  }
  return -joined(gap, own)[length]!;
});

function logSumExp(values: readonly number[]): number {
  const most = Math.max(...values);
  if (!Number.isFinite(most)) return most;
  return most + Math.log(values.reduce((sum, x) => sum + Math.exp(x - most), 0));
}
