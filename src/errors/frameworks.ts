/** Refusals by frameworks and versions, and of their names, losses and parameters. */
import { didYouMean, row } from './row.js';

export const FRAMEWORK_ERRORS = {
  'unknown-framework': row<{ framework: string; near: readonly string[]; known: readonly string[] }>({
    message: (d) => `No framework is called ${d.framework}`,
    hint: (d) =>
      didYouMean(d.near, `Known: ${d.known.join(', ')}; a version follows an @, as in keras@2.15.`),
  }),
  'unknown-version': row<{ version: string; framework: string; known: readonly string[] }>({
    message: (d) => `${d.version} is not a version of ${d.framework}`,
    hint: (d) => `A version is written as in ${d.known.join(', ')}.`,
  }),
  'unknown-loss': row<{
    framework: string;
    loss: string;
    near: readonly string[];
    known: readonly string[];
    /** Other frameworks that have it. */
    elsewhere?: readonly string[];
  }>({
    message: (d) => `${d.framework} has no loss called ${d.loss}`,
    hint: (d) =>
      d.elsewhere && d.elsewhere.length > 0
        ? `Frameworks that have it: ${d.elsewhere.join(', ')}; name one as framework.`
        : didYouMean(d.near, `Known: ${d.known.join(', ')}.`),
  }),
  'loss-not-computed': row<{
    has: boolean;
    framework: string;
    loss: string;
    versions: string;
    known: readonly string[];
  }>({
    message: (d) =>
      d.has
        ? `${d.framework} has ${d.loss}; lossaudit does not compute it yet`
        : `${d.framework} has no ${d.loss} (it is in ${d.versions}), and lossaudit does not compute it yet`,
    hint: (d) => `lossaudit computes ${d.known.join(', ')}.`,
  }),
  'loss-not-in-version': row<{ framework: string; loss: string; versions: string; example: string }>({
    message: (d) => `${d.framework} has no ${d.loss}: it is in ${d.versions}`,
    hint: (d) => `Name a version that has it, as in "framework": "${d.example}".`,
  }),
  'unknown-param': row<{
    loss: string;
    framework: string;
    name: string;
    since?: string;
    known: readonly string[];
    near: readonly string[];
  }>({
    message: (d) => `${d.loss} of ${d.framework} has no parameter ${d.name}`,
    hint: (d) =>
      d.name === 'dtype'
        ? 'The audit\'s own dtype sets the arithmetic: "dtype": "float16" beside framework.'
        : d.since
          ? `It is in ${d.since}. Here: ${d.known.join(', ')}.`
          : didYouMean(d.near, `Its parameters: ${d.known.join(', ')}.`),
  }),
  'unknown-reduction': row<{ framework: string; value: string; known: readonly string[] }>({
    message: (d) => `${d.framework} has no reduction ${d.value}`,
    hint: (d) => `It has ${d.known.join(', ')}.`,
  }),
  'bad-param': row<{ name: string; value: string; wanted: string }>({
    message: (d) => `${d.name} is ${d.value}, but must be ${d.wanted}`,
    hint: 'Parameters have the names and values of the framework.',
  }),
  'loss-call': row<{ argument: string; why: string }>({
    message: (d) => `In the call that loss names, ${d.argument} ${d.why}`,
    hint: 'Arguments stand in params: "params": {"label_smoothing": 0.1}.',
  }),
  'unknown-setting': row<{ name: string; value: string; framework: string; known: readonly string[] }>({
    message: (d) =>
      d.known.length > 0
        ? `${d.name} ${d.value} is not one of ${d.framework}`
        : `${d.framework} has no ${d.name}, which is ${d.value} here`,
    hint: (d) => (d.known.length > 0 ? `It has ${d.known.join(', ')}.` : 'Leave it out.'),
  }),
  'targets-refused': row<{
    framework: string;
    shape: string;
    wanted: string;
    reason: string;
    hint?: string;
  }>({
    message: (d) =>
      `${d.framework} refuses y_true of shape ${d.shape} where ${d.wanted} is expected: ${d.reason}`,
    hint: (d) =>
      d.hint ??
      'Compare the shapes of y_true and y_pred. "mode": "eager" calls the loss on the arrays as they are.',
  }),
  'array-refused': row<{ framework: string; name: string; shape: string; reason: string }>({
    message: (d) => `${d.framework} refuses ${d.name} of shape ${d.shape}: ${d.reason}`,
    hint: 'Compare the shapes of the arrays with what the framework documents.',
  }),
  'array-dtype': row<{ framework: string; name: string; dtype: string; wanted: string }>({
    message: (d) => `${d.framework} refuses ${d.name} of dtype ${d.dtype}: it wants ${d.wanted}`,
    hint: (d) => `Convert it before the loss, or declare ${d.name} as what it is.`,
  }),
  'dtype-refused': row<{ framework: string; loss: string; dtype: string }>({
    message: (d) => `${d.framework} does not compute ${d.loss} in the dtype ${d.dtype}`,
    hint: 'Compute it in float32.',
  }),
  'mixed-dtypes': row<{ loss: string; dtypes: readonly string[] }>({
    message: (d) =>
      `lossaudit does not compute ${d.loss} of arrays of several dtypes: ${d.dtypes.join(', ')}`,
    hint: 'Convert them to one before the loss, or give the audit a dtype: all are converted to it then.',
  }),
  'integer-predictions': row<{ masked: boolean; framework: string; loss: string }>({
    message: (d) =>
      d.masked
        ? `${d.framework} cannot scale a mask for integer predictions`
        : `${d.framework} cannot compute ${d.loss} of integer predictions`,
    hint: 'Declare y_pred as float32, as a model gives it.',
  }),
  'integer-targets': row<{ framework: string; loss: string }>({
    message: (d) => `${d.framework} cannot compute ${d.loss} of integer targets`,
    hint: 'Declare y_true as float32, or cast it before fit.',
  }),
  'weights-refused': row<{
    framework?: string;
    what?: string;
    weights: string;
    against: string;
    hint?: string;
  }>({
    message: (d) =>
      `${d.framework ?? 'This version'} refuses ${d.what ?? 'sample_weight'} of shape ${d.weights} ` +
      `against ${d.against}`,
    hint: (d) =>
      d.hint ??
      (d.what
        ? 'A mask has an entry for each score. Targets of a sequence have a last axis of their own: ' +
          'y_true[..., None].'
        : 'Weights have one entry per sample [N], or per timestep [N, T] where the version takes them.'),
  }),
  'class-and-sample-weight': row<{ framework: string }>({
    message: (d) => `${d.framework} refuses class_weight together with sample_weight`,
    hint:
      'Multiply the class weights into sample_weight. Keras 2.13 – 2.15 take both where all batches have ' +
      'one size: batch_size divides the rows.',
  }),
  'class-weight-rank': row<{ framework: string; rank: number }>({
    message: (d) => `${d.framework} refuses class_weight for targets of rank ${d.rank}`,
    hint: 'Give sample_weight instead.',
  }),
  'class-weight-keys': row<{ framework: string; keys: readonly number[] }>({
    message: (d) =>
      `${d.framework} wants class_weight for the classes 0, 1, 2, … without a gap, not ${d.keys.join(', ')}`,
    hint: 'Give every class from 0 a weight.',
  }),
};
