/** Refusals of shapes and values while an expression is built or computed. */
import { row } from './row.js';

export const VALUE_ERRORS = {
  'axis-out-of-range': row<{ axis: number; shape: string }>({
    message: (d) => `Axis ${d.axis} does not exist in an array of shape ${d.shape}`,
    hint: 'Axes count from 0, or from −1 at the end.',
  }),
  'shapes-do-not-broadcast': row<{ shapes: string; op: string }>({
    message: (d) => `Shapes ${d.shapes} do not fit together (${d.op})`,
    hint: 'Compare the shapes of y_true, y_pred, mask and sample_weight.',
  }),
  'broadcast-too-large': row<{ shapes: string; shape: string; values: number }>({
    message: (d) =>
      `Shapes ${d.shapes} stretched against each other are ${d.shape}: ${d.values} values, more than ` +
      'lossaudit makes of smaller arrays',
    hint: 'Targets and predictions of one shape are not stretched: y_true[:, None], or y_pred[:, 0].',
  }),
  'class-out-of-range': row<{ what: string; at: string; value: number; classes: number }>({
    message: (d) =>
      `${d.what}${d.at} is class ${d.value}, but y_pred has the classes 0 to ${Number(d.classes) - 1}`,
    hint: 'Class indices count from 0. Rows to be left out need ignore_class or a mask.',
  }),
  'value-out-of-range': row<{
    what: string;
    at: string;
    value: number;
    who: string;
    low: number;
    high: number;
  }>({
    message: (d) => `${d.what}${d.at} is ${d.value}, but ${d.who} wants values from ${d.low} to ${d.high}`,
    hint: 'The framework itself raises an error here. Logits need a loss, or a parameter, that takes them.',
  }),
  'class-without-weight': row<{ value: number; known: string }>({
    message: (d) => `class_weight has no entry for class ${d.value}; it has ${d.known}`,
    hint: 'This version of the framework refuses a class_weight that lacks a class of the data: add it.',
  }),
  'not-a-float32': row<{ name: string; value: number }>({
    message: (d) => `${d.name} holds ${d.value}, which float32 tensors cannot hold exactly`,
    hint: 'Run it with --engine reference, which keeps class indices exact.',
  }),
};
