/** The formulas of a loss as its graph prints them, with letters for sizes; and what changes them. */
import { LossauditError } from '../errors.js';
import { type Given, valueText } from '../frameworks/param.js';
import type { CatalogueStep, Variant } from '../report/catalogue/model.js';
import { type Built, built, type Example } from './example.js';
import { shapeWithLetters, withLetters } from './letters.js';

/** A graph of both sizes. */
export type Pair = readonly [Built, Built];

/** @throws LossauditError for what the framework refuses */
export function pairOf(example: Example): Pair {
  return [built(example, 0), built(example, 1)];
}

export function stepsOf([first, second]: Pair): CatalogueStep[] {
  return first.graph.steps.map((step, i) => {
    const other = second.graph.steps[i];
    const { id, name, why, symbol } = step.info;
    return {
      id,
      name,
      symbol,
      formula: withLetters(step.formula, other?.formula ?? step.formula),
      shape: shapeWithLetters(step.expr.shape, other?.expr.shape ?? step.expr.shape),
      why: withLetters(why, other?.info.why ?? why),
    };
  });
}

/**
 * What the graph is with each array, word or flag that changes it, and with weights under each reduction;
 * only the steps that are not as before.
 */
export function variantsOf(example: Example, plain: readonly CatalogueStep[]): Variant[] {
  const variants: Variant[] = [];
  const add = (of: string, changed: readonly Example[], known: readonly CatalogueStep[]) => {
    const before = new Set([...plain, ...known].map(said));
    const found = firstOf(changed);
    const steps = found?.steps.filter((step) => !before.has(said(step))) ?? [];
    if (steps.length > 0) variants.push({ with: of, steps });
    return found;
  };
  const weighted = WEIGHT in example.entry.slots ? firstOf(givenSlot(example, WEIGHT)) : undefined;
  for (const { of, changed } of changes(example)) {
    const own = add(of, changed, []);
    if (own?.example.params.reduction === undefined || !weighted) continue;
    const { axes } = weighted.example;
    add(`${of} and ${WEIGHT}`, [{ ...own.example, axes }], [...own.steps, ...weighted.steps]);
  }
  return variants;
}

const WEIGHT = 'sample_weight';

function said({ name, formula }: CatalogueStep): string {
  return `${name} = ${formula}`;
}

/** The steps of the first that the framework takes. */
function firstOf(
  examples: readonly Example[],
): { readonly example: Example; readonly steps: readonly CatalogueStep[] } | undefined {
  for (const example of examples) {
    try {
      return { example, steps: stepsOf(pairOf(example)) };
    } catch (error) {
      if (!(error instanceof LossauditError)) throw error;
    }
  }
  return undefined;
}

interface Change {
  readonly of: string;
  /** In the ways in which it may be given, the usual first. */
  readonly changed: readonly Example[];
}

/** An array of its own, in the shapes that it may have. */
function givenSlot(example: Example, name: string): Example[] {
  const { axes } = example;
  const shapes = ['N', ...new Set(Object.values(axes)), 'N 1'];
  return shapes.map((of) => ({ ...example, axes: { ...axes, [name]: of } }));
}

function* changes(example: Example): Iterable<Change> {
  const { entry, axes } = example;
  const given = (params: Given) => [{ ...example, params: { ...example.params, ...params } }];
  for (const [name, { optional, holds }] of Object.entries(entry.slots))
    if (optional && holds !== 'class table' && !Object.hasOwn(axes, name))
      yield { of: name, changed: givenSlot(example, name) };
  if (Object.hasOwn(entry.params, 'reduction'))
    for (const reduction of entry.reductions.slice(1))
      yield { of: `reduction = ${reduction}`, changed: given({ reduction }) };
  for (const [name, { kind, role, default: otherwise }] of Object.entries(entry.params)) {
    if (role === 'reduction' || Object.hasOwn(axes, name)) continue;
    if (kind === 'flag' && otherwise !== null)
      yield { of: `${name} = ${!otherwise}`, changed: given({ [name]: !otherwise }) };
    if (role === 'smoothing') yield { of: `${name} = 0.1`, changed: given({ [name]: 0.1 }) };
    if (role === 'class-weights' || role === 'positive-weight')
      yield { of: name, changed: [{ ...example, axes: { ...axes, [name]: 'C' } }] };
  }
  for (const params of entry.example.with ?? []) {
    const of = Object.entries(params).map(([name, value]) => `${name} = ${valueText(value)}`);
    yield { of: of.join(', '), changed: given(params) };
  }
}
