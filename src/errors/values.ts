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
    wanted: string;
  }>({
    message: (d) => `${d.what}${d.at} is ${d.value}, but ${d.who} wants ${d.wanted}`,
    hint: 'The framework itself raises an error here: look at what made the value.',
  }),
  'no-samples': row<{ what: string; who: string }>({
    message: (d) => `${d.what} holds no samples, but ${d.who} wants at least one`,
    hint: 'Check how the arrays were selected.',
  }),
  'one-class': row<{ what: string; value: number; who: string }>({
    message: (d) => `${d.what} holds only the class ${d.value}, but ${d.who} needs at least two`,
    hint: 'Name all classes, those that are not among these rows too: "params": {"labels": [0, 1]}.',
  }),
  'classes-differ': row<{ columns: number; source: string; classes: number; shown: string; who: string }>({
    message: (d) =>
      `y_pred is for ${d.columns === 1 ? 'two classes' : `${d.columns} classes`}, but ${d.source} has ` +
      `${d.classes}: ${d.shown}`,
    hint: (d) =>
      d.source === 'labels'
        ? 'labels has one label for each column of y_pred.'
        : 'Name all classes, those that are not among these rows too, with the parameter labels.',
  }),
  'label-not-listed': row<{ label: number; labels: string; who: string }>({
    message: (d) => `y_true holds ${d.label}, which is not among the labels ${d.labels}`,
    hint: 'labels names every class.',
  }),
  'bad-weights': row<{ what: string; who: string; problem: string }>({
    message: (d) => `${d.what} ${d.problem}, which ${d.who} refuses`,
    hint: (d) =>
      d.what === 'y_true' ? 'Some label must be above 0.' : 'A mean is divided by the sum of the weights.',
  }),
  'shape-refused': row<{ who: string; what: string; shape: string; wanted: string }>({
    message: (d) => `${d.who} refuses ${d.what} of shape ${d.shape}: it wants ${d.wanted}`,
    hint: 'Compare the shapes of y_true and y_pred.',
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
