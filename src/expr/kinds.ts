/**
 * The kinds of nodes that an expression is made of. Each has a row in shapes.ts, in structure.ts and in every
 * engine.
 */
import type { Expr } from './node.js';
import type { MapOp } from './ops.js';
import type { Shape } from './shapes.js';
import type { StepId } from './steps.js';

/** The kernels that add up in lanes: Eigen's (TensorFlow), ATen's (torch); tfjs' own adds up in doubles. */
export type SumOrder = 'eigen' | 'aten' | 'doubles';
export type ReduceOp = 'sum' | 'mean' | 'max' | 'min';

/** What a named expression says of itself. A step never changes the arithmetic. */
export interface StepInfo {
  /** Of a step that one output has several times: `mask`, `mask-2`. */
  readonly id: StepId | `${StepId}-${number}`;
  readonly name: string;
  readonly why: string;
  /** What later formulas call its value: `score`, `mask`, `y_true`. */
  readonly symbol: string;
}

/** What is asked of values beside an interval. */
export interface ValueRule {
  /** In words, for the refusal: `values above 0`. */
  readonly wanted: string;
  /** The low end itself is refused. */
  readonly above?: true;
  readonly whole?: true;
}

/** The values of an operand as a kernel sees them: row-major. */
interface KernelArray {
  readonly data: ArrayLike<number>;
  readonly shape: Shape;
}

/**
 * An operation that is no expression over rows (CTC, a listwise ranking loss): its arithmetic in doubles, its
 * text, its shape.
 */
export interface OpaqueOperation {
  /** Prints as `name(operands…, extra)`; without a name as its one operand, which it only looks at. */
  readonly name: string;
  readonly extra?: string;
  /** For these operands' shapes. @throws LossauditError where they do not fit */
  shape(...operands: readonly Shape[]): Shape;
  /** Writes the result, row-major. Rounding to the audit's dtype is done on it. */
  kernel(operands: readonly KernelArray[], out: Float64Array): void;
  /** ∂(Σ upstream · result)/∂operands[i] as expressions; left out, the operation has no derivative. */
  readonly backward?: (operands: readonly Expr[], upstream: Expr) => (Expr | undefined)[];
}

export type Node =
  /**
   * `exact`: class indices and counts, which no engine may round to the audit's dtype.
   * `rows`: the sample axis, where it has one. Only with axis 0 are its rows computed a chunk at a time.
   */
  | {
      readonly kind: 'input';
      readonly name: string;
      readonly shape: Shape;
      readonly rows: number | undefined;
      readonly exact: boolean;
    }
  | { readonly kind: 'const'; readonly value: number; readonly text?: string }
  | { readonly kind: 'map'; readonly op: MapOp }
  | {
      readonly kind: 'reduce';
      readonly op: ReduceOp;
      readonly axes: readonly number[];
      readonly keepDims: boolean;
      /** For the ledger: what is counted or summed here, in the field's words. */
      readonly counted?: string;
      /**
       * A mean of which the framework computes sum and quotient apart: both are rounded to the audit's dtype.
       */
      readonly apart?: boolean;
      /** In which order the framework's kernel adds up float32 numbers; one after the other by default. */
      readonly order?: SumOrder;
    }
  /** The first position of the largest value. */
  | { readonly kind: 'argmax'; readonly axis: number }
  /** Ascending, or descending; NaN at the end. */
  | { readonly kind: 'sort'; readonly axis: number; readonly descending: boolean }
  | { readonly kind: 'cumsum'; readonly axis: number }
  /** args [a, b]: over the last axis of a and the second last of b; b may lack the axes before. */
  | { readonly kind: 'matmul' }
  /** Axis i of the result is axis `order[i]` of the operand. */
  | { readonly kind: 'transpose'; readonly order: readonly number[] }
  /** Positions `from` … `to` (excluded) along the axis. */
  | { readonly kind: 'slice'; readonly axis: number; readonly from: number; readonly to: number }
  | {
      readonly kind: 'pad';
      readonly axis: number;
      readonly before: number;
      readonly after: number;
      readonly value: number;
    }
  /** Same elements in the same order under another shape: expand_dims, squeeze, flatten. */
  | { readonly kind: 'reshape'; readonly text: string; readonly shape: Shape; readonly byRow: boolean }
  | { readonly kind: 'broadcast'; readonly shape: Shape; readonly byRow: boolean }
  /** args [values, index]: the value at `index` along `axis`; an index outside is refused when it is met. */
  | { readonly kind: 'take'; readonly axis: number; readonly what: string }
  /** args [table, index]: `table[index]` of a vector; an index outside is refused when it is met. */
  | { readonly kind: 'at'; readonly what: string }
  /** args [index]: 1 where the position along the new axis is the index, else 0. */
  | { readonly kind: 'oneHot'; readonly axis: number; readonly classes: number }
  /** args [key]: `table.get(key)`; without `otherwise` a missing key is refused when it is met. */
  | {
      readonly kind: 'lookup';
      readonly table: ReadonlyMap<number, number>;
      readonly otherwise?: number;
      readonly what: string;
    }
  /**
   * args[0], whose values a kernel requires to lie from `low` to `high`: others, and NaN, are refused when
   * they are met.
   */
  | {
      readonly kind: 'within';
      readonly low: number;
      readonly high: number;
      readonly what: string;
      readonly who: string;
      readonly rule?: ValueRule;
    }
  | {
      readonly kind: 'opaque';
      readonly operation: OpaqueOperation;
      readonly shape: Shape;
      readonly byRow: false;
    }
  /**
   * A composite with a name of its own in formulas: `log_softmax(y_pred)`. Its value is args[0]; the rest is
   * printed. `fused`: one kernel of the framework, which rounds a narrow dtype at its end, and its sums where
   * it is not `wide`.
   */
  | { readonly kind: 'call'; readonly name: string; readonly extra: string; readonly fused?: true | 'wide' }
  | { readonly kind: 'step'; readonly step: StepInfo };

export type Kind = Node['kind'];
export type NodeOf<K extends Kind> = Extract<Node, { kind: K }>;

/**
 * What a node's rows take apart: as many operands as its kind has. Those of a `call` behind the first are
 * printed alone.
 */
export type Operands<K extends Kind, T> = K extends 'input' | 'const'
  ? readonly []
  : K extends 'map' | 'opaque'
    ? readonly T[]
    : K extends 'matmul' | 'take' | 'at'
      ? readonly [T, T]
      : K extends 'call'
        ? readonly [T, ...T[]]
        : readonly [T];
