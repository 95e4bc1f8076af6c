/** The weights of single elements that some losses take. */
import type { Expr } from '../../../expr/node.js';
import { sameShape } from '../../../expr/shapes.js';
import { shapeText } from '../../../tensor/ndarray.js';
import { array } from '../../param.js';
import type { Slots } from '../../slots.js';
import { inputAndTarget, type TermInputs } from '../define-loss.js';
import { shapeRefused } from './refuse.js';

/** `weight` as an array of the audit, so that its rows go with the batch's; a mask is one of 0 and 1. */
export const WEIGHTED: Slots = {
  ...inputAndTarget(),
  sample_weight: { optional: true, aliases: ['weight'], along: 'elements' },
  mask: { optional: true, holds: 'yes or no', along: 'elements' },
};

export const elementWeight = (versions = '') =>
  array('a weight for each element', { versions, role: 'element-weight' });

/**
 * The weight that the loss is given: as a parameter, as an array of the audit, or as both where they are the
 * same; a mask is multiplied, unless nothing is reduced.
 */
export function weightOf(inputs: TermInputs): Expr | undefined {
  const { arrays, params, reduction } = inputs;
  const given = params.weight as Expr | null;
  const rows = arrays.sample_weight;
  const weight = given && rows ? same(given, rows, inputs) : (given ?? rows);
  const mask = reduction === 'none' ? undefined : arrays.mask;
  return weight && mask ? weight.mul(mask) : (weight ?? mask);
}

function same(given: Expr, rows: Expr, inputs: TermInputs): Expr {
  if (!sameShape(given.shape, rows.shape))
    throw shapeRefused(
      inputs,
      'sample_weight',
      rows.shape,
      `it is the weight of torch, which params give with the shape ${shapeText(given.shape)}`,
    );
  const difference = rows.sub(given).within(0, 0, 'sample_weight − params.weight', 'a weight given twice');
  return given.add(difference).as('weight', []);
}

/** The version in which mse_loss, l1_loss and huber_loss got a weight. */
export const SINCE = '2.6';

/** A weight as large as the input, which mse_loss, l1_loss and huber_loss want. */
export function weightLikeInput(inputs: TermInputs): Expr | undefined {
  const weight = weightOf(inputs);
  const { shape } = inputs.arrays.y_pred!;
  const slot = ['sample_weight', 'mask'].find((name) => inputs.arrays[name]);
  if (slot && !inputs.version.atLeast(SINCE))
    throw shapeRefused(
      inputs,
      slot,
      inputs.arrays[slot]!.shape,
      `this loss takes weights from ${SINCE} on (weigh its unreduced values)`,
    );
  if (!weight || sameShape(weight.shape, shape)) return weight;
  throw shapeRefused(
    inputs,
    'weight',
    weight.shape,
    `it must have the shape of the input, ${shapeText(shape)}`,
  );
}
