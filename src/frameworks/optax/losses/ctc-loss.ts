import { LossauditError } from '../../../errors.js';
import type { OpaqueOperation } from '../../../expr/kinds.js';
import { type Expr, opaque } from '../../../expr/node.js';
import { roundedTo } from '../../math.js';
import { integer, number } from '../../param.js';
import { defineLoss, type OptaxInputs, pair } from '../define-loss.js';
import { requireRank, requireSameShape, shapeRefused } from '../kit/check.js';
import { logSoftmax } from '../kit/numbers.js';
import { ONE_HOT } from '../kit/one-hot.js';

const CTC = { blank_id: integer(0, { from: 0 }), log_epsilon: number(-1e5) };

export const ctcLoss = defineLoss({
  name: 'ctc_loss',
  family: 'ctc',
  versions: '0.1.3-',
  names: { ctc_loss: '0.1.3-', ctc_loss_with_forward_probs: '0.1.3-' },
  example: { shapes: { y_pred: 'N T C', y_true: 'N L', logit_paddings: 'N T', label_paddings: 'N L' } },
  slots: { ...pair('logits', 'labels', { exact: true }), logit_paddings: {}, label_paddings: {} },
  params: CTC,
  classIndices: true,
  computesIn: ONE_HOT,
  score(inputs) {
    const { yPred: x, arrays, dtypes, trace } = inputs;
    check(inputs);
    const why = 'logarithms of the probabilities';
    // The logits' own dtype, before one-hot rows in float32 come in.
    const dtype = dtypes.y_pred;
    const narrow = dtype === 'float16' || dtype === 'bfloat16';
    const rounds = (e: Expr) => (narrow ? roundedTo(e, dtype) : e);
    const logs = trace.step('log-softmax', why, logSoftmax(x, -1, undefined, rounds), 'log_p');
    const { logit_paddings: skipped, y_true: labels, label_paddings: padding } = arrays;
    return opaque(
      forward(inputs.params.blank_id, inputs.params.log_epsilon),
      logs,
      skipped!,
      labels!,
      padding!,
    );
  },
});

/** @throws LossauditError `array-refused`, `bad-param` */
function check({ yPred: x, arrays, params, title }: OptaxInputs<typeof CTC>): void {
  const labels = arrays.y_true!;
  requireRank(title, 'y_pred', x, 3, 3);
  requireRank(title, 'y_true', labels, 2, 2);
  requireSameShape(title, 'label_paddings', arrays.label_paddings!, labels);
  const frames = x.slice(2, 0, 1).squeeze(2);
  requireSameShape(title, 'logit_paddings', arrays.logit_paddings!, frames);
  if (labels.shape[0] !== x.shape[0])
    throw shapeRefused(title, 'y_true', labels, `it wants a row for each of the ${x.shape[0]} sequences`);
  const [classes] = x.shape.slice(-1) as [number];
  if (params.blank_id < classes) return;
  const data = { name: 'blank_id', value: String(params.blank_id), wanted: `one of the ${classes} classes` };
  throw new LossauditError('bad-param', data, { where: 'params.blank_id' });
}

/**
 * optax 0.2.8, losses/_classification.py: every path is possible, one that is not costs −`epsilon` for each
 * step that it lacks. A label outside the classes costs nothing.
 */
function forward(blank: number, epsilon: number): OpaqueOperation {
  return {
    name: 'ctc',
    extra: `blank_id=${blank}`,
    shape: ([rows = 0]) => [rows],
    kernel([logs, skipped, labels, padding], out) {
      const [rows = 0, frames = 0, classes = 0] = logs!.shape;
      const [, most = 0] = labels!.shape;
      for (let b = 0; b < rows; b++) {
        const label = Array.from({ length: most }, (_, n) => labels!.data[b * most + n]!);
        const missing = Array.from({ length: most }, (_, n) => padding!.data[b * most + n]!);
        const length = most - Math.trunc(missing.reduce((sum, p) => sum + p, 0));
        const repeats = label.map((l, n) => (l === label[n + 1] ? 1 : 0));
        let paths: Paths = {
          blank: Array.from({ length: most + 1 }, (_, n) => (n === 0 ? 0 : epsilon)),
          emit: label.map(() => epsilon),
        };
        for (let t = 0; t < frames; t++) {
          const at = (b * frames + t) * classes;
          const frame = Array.from({ length: classes }, (_, k) => logs!.data[at + k]!);
          const next = step(
            paths,
            label.map((l) => logOf(frame, l)),
            frame[blank]!,
            repeats,
            epsilon,
          );
          const pad = skipped!.data[b * frames + t]!;
          const mixed = (old: number[], now: number[]) => old.map((v, n) => pad * v + (1 - pad) * now[n]!);
          paths = { blank: mixed(paths.blank, next.blank), emit: mixed(paths.emit, next.emit) };
        }
        const ends = update(paths.blank, paths.emit);
        // A product with a one-hot row, as optax does it: an infinity elsewhere is NaN.
        out[b] = -ends.reduce((sum, v, n) => sum + v * (n === length ? 1 : 0), 0);
      }
    },
  };
}

/** Logarithms of the probabilities of all paths that end in a blank after n labels, or in label n. */
interface Paths {
  readonly blank: number[];
  readonly emit: number[];
}

function step(
  { blank, emit }: Paths,
  ofLabel: readonly number[],
  ofBlank: number,
  repeats: readonly number[],
  epsilon: number,
): Paths {
  const before = update(
    blank,
    emit.map((v, n) => v + epsilon * repeats[n]!),
  );
  const emitted = emit.map((v, n) => logAddExp(before[n]! + ofLabel[n]!, v + ofLabel[n]!));
  const stayed = before.map((v) => v + ofBlank);
  const left = emit.map((v, n) => v + ofBlank + epsilon * (1 - repeats[n]!));
  return { blank: update(stayed, left), emit: emitted };
}

function update(blank: readonly number[], added: readonly number[]): number[] {
  return blank.map((v, n) => (n === 0 ? v : logAddExp(v, added[n - 1]!)));
}

/** A product with a one-hot row: an infinity of another class is NaN. */
function logOf(frame: readonly number[], label: number): number {
  return frame.reduce((sum, v, k) => sum + v * (k === label ? 1 : 0), 0);
}

function logAddExp(a: number, b: number): number {
  const apart = a - b;
  return Number.isNaN(apart) ? a + b : Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(apart)));
}
