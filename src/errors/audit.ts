/** Refusals of what an audit says: keys, masks, rows, losses, expected values. */
import { didYouMean, row } from './row.js';

export const AUDIT_ERRORS = {
  'not-by-rows': row<{ reason: string }>({
    message: (d) => `This audit cannot be put together from parts of its rows: ${d.reason}`,
    hint: 'Compute it on one machine: lossaudit compute reads arrays of any size.',
  }),
  'parts-differ': row<{ first: string; other: string; what: string }>({
    message: (d) => `${d.other} is a part of another whole than ${d.first}: ${d.what}`,
    hint: 'Parts belong together whose audits, versions and numbers of rows are the same.',
  }),
  'parts-rows': row<{ problem: string }>({
    message: (d) => `The parts do not make the whole: ${d.problem}`,
    hint: 'Give every part once. Which rows a part has stands in its "rows".',
  }),
  'bad-audit': row<{ path: string; problem: string; near: readonly string[] }>({
    message: (d) => `The audit is wrong${d.path ? ` at ${d.path}` : ''}: ${d.problem}`,
    hint: (d) => didYouMean(d.near, 'The keys and their values are listed in docs/audit-file.md.'),
  }),
  'no-audit': row<{ file: string; losses: boolean }>({
    message: (d) => `${d.file} is no audit: it has no loss, no outputs and no arrays`,
    hint: (d) =>
      d.losses
        ? 'It holds losses or a result: lossaudit replay takes files of losses.'
        : 'lossaudit init writes an audit to begin with; its keys are listed in docs/audit-file.md.',
  }),
  'missing-key': row<{ key: string }>({
    message: (d) => `The audit has no ${d.key}`,
    hint: (d) =>
      d.key.startsWith('inputs.')
        ? 'An audit needs every array that its loss takes.'
        : 'An audit needs loss, y_true and y_pred, in the file or as flags, or outputs with these for ' +
          'each output.',
  }),
  'unknown-slot': row<{ key: string; loss: string; framework: string; known: readonly string[] }>({
    message: (d) => `${d.loss} of ${d.framework} takes no array ${d.key}`,
    hint: (d) => `It takes ${d.known.join(', ')}.`,
  }),
  'slot-twice': row<{ key: string; before: string }>({
    message: (d) => `${d.key} and ${d.before} name the same array`,
    hint: 'Give one of them.',
  }),
  'bad-mask': row<{ key: string; value: number; at: number }>({
    message: (d) => `${d.key} holds ${d.value} (element ${d.at}), but a mask is 0 or 1`,
    hint: 'Fractional factors are sample_weight, not a mask.',
  }),
  'no-sample-axis': row<{ key: string }>({
    message: (d) => `${d.key} is a single number, but needs a sample axis`,
    hint: 'Write one number per sample: [1, 0, 1].',
  }),
  'rows-differ': row<{ key: string; rows: number; shape: string; first: string; expected: number }>({
    message: (d) => `${d.key} has ${d.rows} rows (shape ${d.shape}), but ${d.first} has ${d.expected}`,
    hint: (d) =>
      d.first.includes(' axis of ')
        ? 'The sample axis has the same length in every array.'
        : 'The first axis is the sample axis: it has the same length in every array.',
  }),
  'losses-shape': row<{ key: string; shape: string; wanted: string }>({
    message: (d) => `${d.key} has the shape ${d.shape}, but must be ${d.wanted}`,
    hint: 'Losses are one number per sample or batch; per_sample.loss may be [samples, tokens] with a mask.',
  }),
  'bad-count': row<{ key: string; value: number; at: number; least: number }>({
    message: (d) =>
      `${d.key} holds ${d.value} (element ${d.at}), but counts are whole numbers of at least ${d.least}`,
    hint: 'Sizes count rows; tokens and items count what a loss is divided by.',
  }),
  'nothing-expected': row<{ file: string }>({
    message: (d) => `${d.file} expects nothing, so it checks nothing`,
    hint:
      'Give it reference values: "expect": {"loss": 0.2}. Where they come from is yours to say: a ' +
      'framework, its version. --update writes the loss that lossaudit computes.',
  }),
};
