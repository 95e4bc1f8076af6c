/** An audit: one question with its arrays, read and checked, ready to run. */

import type { FrameworkRules, LossUse, Settings } from '../frameworks/framework.js';
import type { Given } from '../frameworks/param.js';
import type { Arithmetic, NdArray } from '../tensor/ndarray.js';
import type { AnyArray } from '../tensor/stored.js';
import type { ArrayShards } from './shards.js';

/**
 * What one named model output is made of, as an audit asks for it. Its arrays are in memory, or `AnyArray`:
 * some may stay in their files.
 */
export interface AskedOutput<A extends AnyArray = NdArray> {
  readonly name: string;
  /** As the file names it. */
  readonly loss: string;
  readonly params: Given;
  /** By slot. */
  readonly arrays: Arrays<A>;
  readonly classWeight?: ReadonlyMap<number, number>;
  readonly lossWeight: number;
  /** Its own arithmetic, where that is not the audit's. */
  readonly dtype?: Arithmetic;
  /** Arrays that say what they are, by slot, and differ in it; `of`: what they make together. */
  readonly mixed?: { readonly of: Arithmetic; readonly slots: Readonly<Record<string, Arithmetic>> };
}

/** Arrays by slot; undefined where an optional one is missing. */
export type Arrays<A extends AnyArray = NdArray> = Readonly<Record<string, A | undefined>>;

/** One named model output with its own loss and arrays. */
export interface AuditOutput<A extends AnyArray = NdArray> extends AskedOutput<A> {
  /** Its loss under the audit's rules: name, parameters and settings are checked. */
  readonly use: LossUse;
}

/** An audit whose names are still to be looked up: everything that is asked, nothing that follows from it. */
export interface AskedAudit extends Omit<Audit, 'outputs'> {
  readonly outputs: readonly AskedOutput[];
}

export interface Audit<A extends AnyArray = NdArray> {
  readonly name: string;
  /** Where it was read; `-` for standard input, empty for flags alone. */
  readonly file: string;
  readonly framework: string;
  /** Nobody named a framework: the default applies. */
  readonly frameworkDefaulted?: boolean;
  readonly rules: FrameworkRules;
  readonly settings: Settings;
  readonly outputs: readonly AuditOutput<A>[];
  /** Outputs of the model that have no loss: they count nothing. */
  readonly withoutLoss?: readonly string[];
  readonly regularization: Readonly<Record<string, number>>;
  readonly batchSize?: number;
  readonly dtype: Arithmetic;
  readonly reported: readonly Reported[];
  readonly expect?: Expectations;
  /** Of arrays that stand in several files: these. */
  readonly shards?: readonly ArrayShards[];
}

/** A number that somebody saw. */
export interface Reported {
  /** Its digits as they were printed: how many there are counts. */
  readonly text: string;
  /** `loss`, `outputs.<name>.loss` or `history`. */
  readonly of: string;
  readonly conditions: Conditions;
}

/** Where it was seen; what is left out is not known. */
export interface Conditions {
  readonly batch_size?: number;
  readonly epoch?: number;
  /** A running average after so many batches. */
  readonly step?: number;
  readonly stage?: 'train' | 'evaluate';
  readonly framework?: string;
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
export function totalReduction(audit: Audit<AnyArray>): 'none' | undefined {
  return audit.outputs.every((o) => o.use.value('reduction') === 'none') ? 'none' : undefined;
}
