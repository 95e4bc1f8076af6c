/**
 * Connectionist temporal classification: −log of the probability that a sequence of frames spells the
 * labels, over all alignments with blanks. No expression over rows: an operation with a kernel of its own.
 */
import { LossauditError } from '../errors.js';
import type { OpaqueOperation } from '../expr/kinds.js';
import { type Expr, opaque } from '../expr/node.js';

export interface CtcArrays {
  /** Log-probabilities: sequences × frames × classes. */
  readonly logs: Expr;
  /** Class indices: sequences × labels, or those of all sequences one after the other. */
  readonly labels: Expr;
  /** How many frames each sequence has. */
  readonly frames: Expr;
  /** How many labels each sequence has. */
  readonly lengths: Expr;
}

/** What an audit calls the arrays, for messages, and who refuses them. */
export interface CtcNames {
  readonly labels: string;
  readonly frames: string;
  readonly lengths: string;
  readonly who: string;
}

/** One number a sequence: infinity where its frames are too few for its labels. */
export function ctc({ logs, labels, frames, lengths }: CtcArrays, blank: number, names: CtcNames): Expr {
  return opaque(operationOf(blank, names), logs, labels, frames, lengths);
}

function operationOf(blank: number, names: CtcNames): OpaqueOperation {
  return {
    name: 'ctc',
    extra: `blank=${blank}`,
    shape: (logs) => [logs[0]!],
    kernel([logs, labels, frames, lengths], out) {
      const [count, most, classes] = logs!.shape as [number, number, number];
      const width = labels!.shape.length > 1 ? labels!.shape[1]! : undefined;
      const total = labels!.data.length;
      let start = 0;
      for (let n = 0; n < count; n++) {
        const used = checked(frames!.data[n]!, most, names.frames, n, names.who);
        const length = checked(lengths!.data[n]!, width ?? total - start, names.lengths, n, names.who);
        const from = width === undefined ? start : n * width;
        start += length;
        const spelled = Array.from({ length }, (_, i) => labels!.data[from + i]!);
        const wrong = spelled.find((label) => !(label >= 0 && label < classes));
        if (wrong !== undefined) {
          const data = { what: names.labels, value: wrong, at: `[${n}]`, classes };
          throw new LossauditError('class-out-of-range', data, { where: names.labels });
        }
        const base = n * most * classes;
        const at = (frame: number, label: number) => logs!.data[base + frame * classes + label]!;
        out[n] = -logProbability(spelled, used, blank, at);
      }
      if (width === undefined && start !== total) {
        const reason = `${names.lengths} add up to ${start}`;
        const data = { framework: names.who, name: names.labels, shape: `[${total}]`, reason };
        throw new LossauditError('array-refused', data, { where: names.labels });
      }
    },
  };
}

/** A length of at most so many. @throws LossauditError `value-out-of-range` */
function checked(value: number, high: number, what: string, n: number, who: string): number {
  if (value >= 0 && value <= high) return value;
  const data = { what, value, at: `[${n}]`, wanted: `0 to ${high}`, who };
  throw new LossauditError('value-out-of-range', data, { where: `${what}[${n}]` });
}

/** The forward pass over labels with a blank before, between and behind them. */
function logProbability(
  labels: readonly number[],
  frames: number,
  blank: number,
  at: (frame: number, label: number) => number,
): number {
  const never = Number.NEGATIVE_INFINITY;
  const states = 2 * labels.length + 1;
  const labelOf = (s: number) => (s % 2 === 0 ? blank : labels[(s - 1) / 2]!);
  // Without a frame only the empty sequence is spelled.
  if (frames === 0) return labels.length === 0 ? 0 : never;
  let paths = new Float64Array(states).fill(never);
  paths[0] = at(0, blank);
  if (states > 1) paths[1] = at(0, labelOf(1));
  for (let t = 1; t < frames; t++) {
    const next = new Float64Array(states);
    for (let s = 0; s < states; s++) {
      const skips = s > 1 && labelOf(s) !== labelOf(s - 2);
      next[s] =
        logSum(paths[s]!, s > 0 ? paths[s - 1]! : never, skips ? paths[s - 2]! : never) + at(t, labelOf(s));
    }
    paths = next;
  }
  return logSum(paths[states - 1]!, states > 1 ? paths[states - 2]! : never, never);
}

function logSum(a: number, b: number, c: number): number {
  const most = Math.max(a, b, c);
  if (most === Number.NEGATIVE_INFINITY) return most;
  return most + Math.log(Math.exp(a - most) + Math.exp(b - most) + Math.exp(c - most));
}
