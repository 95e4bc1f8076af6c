/** The audits of reference cases with many rows: their own over and over. */
import type { Audit } from '../../src/audit/audit.js';
import { resolved } from '../../src/audit/resolve.js';
import { rowsOfOutput } from '../../src/audit/rows.js';
import { LossauditError } from '../../src/errors.js';
import { type ArrayData, type NdArray, sizeOf, takeRows } from '../../src/tensor/ndarray.js';
import type { AnyArray, StoredArray } from '../../src/tensor/stored.js';
import { auditOfCase, casesOf } from './framework-cases.js';
import { caseAudit, readCases } from './reference-cases.js';

export async function auditsOf(framework: string): Promise<Audit[]> {
  const own = casesOf(framework).map(async (c) => {
    try {
      return [await auditOfCase(c)];
    } catch (error) {
      if (error instanceof LossauditError) return [];
      throw error;
    }
  });
  const files = framework === 'keras' ? ['reference', 'seed-777', 'reductions'] : [];
  const keras = files
    .flatMap((file) => readCases(`keras/${file}.json`))
    .filter((c) => c.expected_error === undefined)
    .map((c) => resolved(caseAudit(c)));
  return [...(await Promise.all(own)).flat(), ...keras];
}

/** Arrays without the sample axis stay. */
export function withRows(audit: Audit, rows: number): Audit {
  return {
    ...audit,
    outputs: audit.outputs.map((output) => {
      const own = rowsOfOutput(output);
      const repeated = Array.from({ length: rows }, (_, i) => i % own);
      const arrays = Object.fromEntries(
        Object.entries(output.arrays).map(([slot, a]) => {
          const axis = output.use.rows[slot];
          return [slot, a && axis !== undefined && a.shape[axis] === own ? takeRows(a, repeated, axis) : a];
        }),
      );
      return { ...output, arrays };
    }),
  };
}

/** As if it stayed in a file: each block overwrites the one before. */
function stored({ dtype, shape, data }: NdArray): StoredArray {
  return {
    dtype,
    shape,
    origin: { file: 'a.npy' },
    async open() {
      let block = data.slice(0, 0) as ArrayData;
      const size = sizeOf(shape.slice(1));
      return {
        async read(from, to) {
          if ((to - from) * size > block.length) block = data.slice(0, (to - from) * size) as ArrayData;
          block.fill(Number.NaN);
          block.set(data.subarray(from * size, to * size));
          return block.subarray(0, (to - from) * size) as ArrayData;
        },
        async close() {
          block.fill(Number.NaN);
        },
      };
    },
  };
}

/** The audit with every array that has rows stored. */
export function inFiles(audit: Audit): Audit<AnyArray> {
  return {
    ...audit,
    outputs: audit.outputs.map((output) => ({
      ...output,
      arrays: Object.fromEntries(
        Object.entries(output.arrays).map(([slot, a]) => [slot, a && a.shape.length > 0 ? stored(a) : a]),
      ),
    })),
  };
}
