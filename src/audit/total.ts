/** The total: Σ loss_weight · output loss + regularisation, an expression over the outputs' values. */

import type { Engines } from '../engines/choose.js';
import { formula } from '../expr/formula.js';
import { constant, type Expr, input } from '../expr/node.js';
import type { NdArray } from '../tensor/ndarray.js';
import type { AnyArray } from '../tensor/stored.js';
import type { Audit } from './audit.js';
import type { BatchOutput } from './evaluate.js';

export interface Total {
  readonly value: number;
  readonly value64: number;
  readonly formula: string;
}

/** The total of one batch on both engines. */
export async function totalOf(
  audit: Audit<AnyArray>,
  outputs: readonly BatchOutput[],
  engines: Engines,
): Promise<Total> {
  const terms: Expr[] = audit.outputs.map((output) => {
    const value = input(output.name, []);
    return output.lossWeight === 1 ? value : constant(output.lossWeight).mul(value);
  });
  for (const [name, value] of Object.entries(audit.regularization)) terms.push(constant(value, name));
  const total = terms.reduce((a, b) => a.add(b));
  // One output with nothing added: there is nothing to compute.
  if (total.node.kind === 'input')
    return { value: outputs[0]!.value, value64: outputs[0]!.value64, formula: formula(total) };
  const arrays = (pick: (o: BatchOutput) => number) =>
    new Map(audit.outputs.map((o, i) => [o.name, scalar(pick(outputs[i]!))]));
  const [headline] = await engines.headline.evaluate(
    [total],
    arrays((o) => o.value),
    1,
  );
  const [reference] = await engines.reference.evaluate(
    [total],
    arrays((o) => o.value64),
    1,
  );
  return { value: headline!.values[0]!, value64: reference!.values[0]!, formula: formula(total) };
}

function scalar(value: number): NdArray {
  return { dtype: 'float64', shape: [], data: Float64Array.of(value) };
}
