/** Small graphs of a loss without anybody's arrays: what its formulas are read from. */
import type { AuditOutput } from '../audit/audit.js';
import { type OutputGraph, outputGraph } from '../audit/graph.js';
import { resolvedOutput } from '../audit/resolve.js';
import { LossauditError } from '../errors.js';
import type { FrameworkRules, LossEntry, Settings } from '../frameworks/framework.js';
import type { Given } from '../frameworks/param.js';
import { type Dtype, type NdArray, sizeOf } from '../tensor/ndarray.js';
import { type Sizes, sizesOf } from './letters.js';

/** The axes of each array, by slot or parameter: `N C`. */
type Axes = Readonly<Record<string, string>>;

/** A loss with the arrays that its graph is built of. */
export interface Example {
  readonly rules: FrameworkRules;
  readonly entry: LossEntry;
  readonly axes: Axes;
  readonly params: Given;
  readonly settings: Settings;
}

export interface Built {
  readonly output: AuditOutput;
  readonly graph: OutputGraph;
}

/** What targets and predictions of most losses look like, the usual first. */
const INDICES: readonly [string, string][] = [
  ['N', 'N C'],
  ['N T', 'N T C'],
  ['N C', 'N C'],
];
const VALUES: readonly [string, string][] = [
  ['N C', 'N C'],
  ['N', 'N'],
  ['N', 'N C'],
];

/**
 * The arrays with which a loss can be built, those of its declaration or the first usual ones that it takes.
 * @throws LossauditError where it takes none of them
 */
export function exampleOf(rules: FrameworkRules, entry: LossEntry): Example {
  const { info, slots, example } = entry;
  const required = Object.keys(slots).filter((name) => !slots[name]!.optional);
  // Targets that a function may leave out are shown all the same.
  const names = [...new Set([...required, ...('y_true' in slots ? ['y_true'] : [])])];
  const indices = info.classIndices || info.targets === 'class-indices';
  const usual = (indices ? INDICES : VALUES).map(([targets, others]) =>
    Object.fromEntries(names.map((name) => [name, name === 'y_true' ? targets : others])),
  );
  const params = example.params ?? {};
  // What a model calls in a layer of its own is no loss of fit.
  const settings = [{}, ...(rules.settings.mode?.slice(1) ?? []).map((mode) => ({ mode }))];
  let refused: unknown;
  for (const setting of settings) {
    for (const axes of example.shapes ? [example.shapes] : usual) {
      const found = { rules, entry, axes, params, settings: setting };
      try {
        built(found, 0);
        return found;
      } catch (error) {
        if (!(error instanceof LossauditError)) throw error;
        refused ??= error;
      }
    }
  }
  throw refused;
}

/** @throws LossauditError for what the framework refuses */
export function built(example: Example, which: Sizes): Built {
  const arrays = Object.entries(example.axes).map(([name, axes]): [string, NdArray] => [
    name,
    zeros(sizesOf(axes, which), isExact(example.entry, name) ? 'int64' : example.rules.dtype),
  ]);
  const output = outputOf(example, arrays);
  return { output, graph: outputGraph(output, false, example.rules.dtype) };
}

/** An output of such arrays. @param more parameters beside those of the example */
export function outputOf(
  { rules, entry: { info, slots }, params, settings }: Example,
  arrays: readonly (readonly [string, NdArray])[],
  more: Given = {},
): AuditOutput {
  const given = Object.fromEntries(arrays);
  const own = Object.fromEntries(Object.entries(given).filter(([key]) => Object.hasOwn(slots, key)));
  const values = Object.fromEntries(Object.entries(given).filter(([key]) => !Object.hasOwn(slots, key)));
  const asked = {
    name: 'output',
    loss: info.name,
    params: { ...params, ...more, ...values },
    arrays: own,
    lossWeight: 1,
  };
  return resolvedOutput(asked, rules.choose(asked, settings), false);
}

/** Does an array hold integers? */
export function isExact({ info, slots }: LossEntry, name: string): boolean {
  return slots[name]?.exact ?? (name === 'y_true' && info.targets === 'class-indices');
}

function zeros(shape: readonly number[], dtype: Dtype): NdArray {
  return { dtype, shape, data: new Float64Array(sizeOf(shape)) };
}
