/** The engines that an audit runs on: a large one takes the reference engine, which is faster there. */
import { chooseEngines, type Engines } from '../engines/choose.js';
import type { EngineName } from '../engines/names.js';
import type { AnyArray } from '../tensor/stored.js';
import type { Audit } from './audit.js';
import { predictedValues, rowCount } from './rows.js';

/**
 * Predicted values, and batches, up to which `tfjs` is tfjs. Where tfjs-node is installed large audits take
 * the reference engine all the same: the digits of a result follow from its size, not from what is there.
 */
const VALUES = 100_000;
const BATCHES = 1_000;

/**
 * @param name `tfjs`: float32 tensors, of a large audit the reference engine in its place
 * @param enginePath folder of a native tfjs-node: then it is asked for, whatever the size
 * @throws LossauditError as `chooseEngines`
 */
export async function auditEngines(
  audit: Audit<AnyArray>,
  name: EngineName,
  version: string,
  enginePath?: string,
): Promise<Engines> {
  const large = name === 'tfjs' && enginePath === undefined && audit.dtype === 'float32' && largeness(audit);
  if (!large) return chooseEngines(name, audit.dtype, version, enginePath);
  const note = `${large}: the reference engine in float32; --engine tfjs-cpu or tfjs-node asks for tfjs`;
  return { ...(await chooseEngines('reference', audit.dtype, version)), note };
}

/** What makes it large, or undefined. */
function largeness(audit: Audit<AnyArray>): string | undefined {
  const text = (n: number) => n.toLocaleString('en-US');
  if (predictedValues(audit) > VALUES) return `above ${text(VALUES)} predicted values`;
  const batches = Math.ceil(rowCount(audit) / (audit.batchSize ?? Number.POSITIVE_INFINITY));
  return batches > BATCHES ? `above ${text(BATCHES)} batches` : undefined;
}
