/**
 * An audit whose arrays stay in their files, as findings see it: each array has a stand-in of its dtype and
 * shape. What reads a value of one is refused; a variant that only moves arrays, or changes names and
 * parameters, gets its files back and runs.
 */
import type { Audit } from '../audit/audit.js';
import { withArrays } from '../audit/rows.js';
import { type NdArray, sizeOf } from '../tensor/ndarray.js';
import { type AnyArray, isStored, type StoredArray } from '../tensor/stored.js';

/** Why a finding is not looked for. */
export class Refusal extends Error {}

const AS_A_WHOLE = 'it takes whole arrays, and these are read from their files in parts';

/** Values that are not there: to count, cut, copy or walk through them is refused. */
class NoValues extends Uint8Array {
  readonly stored: StoredArray;

  constructor(stored: StoredArray | number) {
    super(0);
    // Who copies rows makes an array of the same kind, of so many elements.
    if (typeof stored === 'number') throw new Refusal(AS_A_WHOLE);
    this.stored = stored;
    Object.defineProperty(this, 'length', {
      get(): never {
        throw new Refusal(AS_A_WHOLE);
      },
    });
  }

  override subarray(): never {
    throw new Refusal(AS_A_WHOLE);
  }

  override [Symbol.iterator](): never {
    throw new Refusal(AS_A_WHOLE);
  }
}

function standIn(array: AnyArray): NdArray {
  if (!isStored(array)) return array;
  const { dtype, shape } = array;
  return { dtype, shape, data: new NoValues(array) };
}

/** The same audit where all arrays are in memory. */
export function withStandIns(audit: Audit<AnyArray>): Audit {
  return withArrays(audit, standIn);
}

function isStandIn({ data }: NdArray): boolean {
  return data instanceof NoValues;
}

/**
 * The audit with its files.
 * @param most elements that they may have
 * @throws Refusal where they have more, or where rows would be others than in the file
 */
export function withFiles(variant: Audit, most: number): Audit<AnyArray> {
  let elements = 0;
  const audit = withArrays(variant, (array): AnyArray => {
    const { data, shape } = array;
    if (!(data instanceof NoValues)) return array;
    if (shape[0] !== data.stored.shape[0]) throw new Refusal(AS_A_WHOLE);
    elements += sizeOf(shape);
    return { ...data.stored, shape };
  });
  if (elements > most)
    throw new Refusal(`it computes the loss again, and ${elements} elements are more than ${most}`);
  return audit;
}

/** @throws Refusal where the values of an array are not there */
export function requireValues({ outputs }: Audit): void {
  if (outputs.some(({ arrays }) => Object.values(arrays).some((a) => a && isStandIn(a))))
    throw new Refusal(AS_A_WHOLE);
}
