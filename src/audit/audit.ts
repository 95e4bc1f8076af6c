/** An audit: one question with its arrays, read and checked, ready to run. */
import type { Arithmetic } from '../engines/engine.js';
import type { FrameworkRules, Settings } from '../frameworks/framework.js';
import type { ParamValue } from '../frameworks/param.js';
import type { NdArray } from '../tensor/ndarray.js';

/** One named model output with its own loss and arrays. */
export interface AuditOutput {
  readonly name: string;
  /** As the file names it. */
  readonly loss: string;
  readonly params: Readonly<Record<string, ParamValue>>;
  readonly yTrue: NdArray;
  readonly yPred: NdArray;
  readonly mask?: NdArray;
  readonly sampleWeight?: NdArray;
  readonly classWeight?: ReadonlyMap<number, number>;
  readonly lossWeight: number;
  /** Its own arithmetic, where that is not the audit's. */
  readonly dtype?: Arithmetic;
}

export interface Audit {
  readonly name: string;
  /** Where it was read; `-` for standard input, empty for flags alone. */
  readonly file: string;
  readonly framework: string;
  /** Nobody named a framework: the default applies. */
  readonly frameworkDefaulted?: boolean;
  readonly rules: FrameworkRules;
  readonly settings: Settings;
  readonly outputs: readonly AuditOutput[];
  readonly regularization: Readonly<Record<string, number>>;
  readonly batchSize?: number;
  readonly dtype: Arithmetic;
  readonly reported?: string;
  readonly expect?: Expectations;
}

/** The reference values of an audit file. */
export interface Expectations {
  readonly loss?: number;
  /** Its digits as the file has them. */
  readonly lossText?: string;
  readonly perSample?: NdArray;
  readonly outputs: Readonly<Record<string, { readonly loss?: number; readonly perSample?: NdArray }>>;
  readonly steps: Readonly<Record<string, NdArray>>;
  readonly findings?: readonly string[];
  /** The audit must be refused: with this code, or with any. */
  readonly error?: string | true;
  readonly rtol?: number;
  readonly atol?: number;
}

/** What a training loop needs to know of the reduction: are the scores left as they are? */
export function totalReduction(audit: Audit): 'none' | undefined {
  return audit.outputs.every((o) => o.params.reduction === 'none') ? 'none' : undefined;
}
