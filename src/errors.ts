/**
 * Every way in which an audit can be refused: one code, one sentence, one hint, in one table.
 * The code is part of the contract (`expect.error`, `--json`); the words are not.
 */
import { printable } from './text/printable.js';

type Data = Record<string, unknown>;
interface Entry {
  message: (d: Data) => string;
  /** What to try. */
  hint: (d: Data) => string;
}

const text = (v: unknown): string => printable(typeof v === 'string' ? v : String(v));
const formatsOf = (v: unknown): string =>
  Array.isArray(v) && v.length > 0 ? `; it has lines of known formats: ${v.map(text).join(', ')}` : '';
const list = (v: unknown): string => (Array.isArray(v) ? v.map(text).join(', ') : text(v));

function didYouMean(near: unknown, otherwise: string): string {
  return Array.isArray(near) && near.length > 0 ? `Did you mean ${near.map(text).join(' or ')}?` : otherwise;
}

const ERRORS = {
  usage: {
    message: (d) => text(d.message),
    hint: (d) => text(d.hint ?? 'lossaudit --help lists commands and options.'),
  },
  bug: {
    message: (d) => `This is a bug in lossaudit: ${text(d.detail)}`,
    hint: () => 'Please report it with this file.',
  },
  'file-not-found': {
    message: (d) => `No such file: ${text(d.file)}`,
    hint: () => 'Paths on the command line are relative to the current folder, those in a file to that file.',
  },
  'file-unreadable': {
    message: (d) => `Cannot read ${text(d.file)}: ${text(d.reason)}`,
    hint: () => 'Check that it is a regular file and its permissions.',
  },
  'axis-out-of-range': {
    message: (d) => `Axis ${text(d.axis)} does not exist in an array of shape ${text(d.shape)}`,
    hint: () => 'Axes count from 0, or from −1 at the end.',
  },
  'shapes-do-not-broadcast': {
    message: (d) => `Shapes ${text(d.shapes)} do not fit together (${text(d.op)})`,
    hint: () => 'Compare the shapes of y_true, y_pred, mask and sample_weight.',
  },
  'broadcast-too-large': {
    message: (d) =>
      `Shapes ${text(d.shapes)} stretched against each other are ${text(d.shape)}: ${text(d.values)} values, more than lossaudit makes of smaller arrays`,
    hint: () => 'Targets and predictions of one shape are not stretched: y_true[:, None], or y_pred[:, 0].',
  },
  'class-out-of-range': {
    message: (d) =>
      `${text(d.what)}${text(d.at)} is class ${text(d.value)}, but y_pred has the classes 0 to ${Number(d.classes) - 1}`,
    hint: () => 'Class indices count from 0. Rows to be left out need ignore_class or a mask.',
  },
  'value-out-of-range': {
    message: (d) =>
      `${text(d.what)}${text(d.at)} is ${text(d.value)}, but ${text(d.who)} wants values from ${text(d.low)} to ${text(d.high)}`,
    hint: () => 'Another backend or from_logits would take it; the framework itself raises an error here.',
  },
  'class-without-weight': {
    message: (d) => `class_weight has no entry for class ${text(d.value)}; it has ${text(d.known)}`,
    hint: () => 'This version of the framework refuses a class_weight that lacks a class of the data: add it.',
  },
  'bad-audit': {
    message: (d) => `The audit file is wrong${d.path ? ` at ${text(d.path)}` : ''}: ${text(d.problem)}`,
    hint: (d) => didYouMean(d.near, 'The keys and their values are listed in docs/audit-file.md.'),
  },
  'missing-key': {
    message: (d) => `The audit has no ${text(d.key)}`,
    hint: () =>
      'An audit needs loss, y_true and y_pred, in the file or as flags, or outputs with these for each output.',
  },
  'unknown-slot': {
    message: (d) => `${text(d.loss)} of ${text(d.framework)} takes no array ${text(d.key)}`,
    hint: (d) => `It takes ${list(d.known)}.`,
  },
  'slot-twice': {
    message: (d) => `${text(d.key)} and ${text(d.before)} name the same array`,
    hint: () => 'Give one of them.',
  },
  'bad-mask': {
    message: (d) => `${text(d.key)} holds ${text(d.value)} (element ${text(d.at)}), but a mask is 0 or 1`,
    hint: () => 'Fractional factors are sample_weight, not a mask.',
  },
  'no-sample-axis': {
    message: (d) => `${text(d.key)} is a single number, but needs a sample axis`,
    hint: () => 'Write one number per sample: [1, 0, 1].',
  },
  'rows-differ': {
    message: (d) =>
      `${text(d.key)} has ${text(d.rows)} rows (shape ${text(d.shape)}), but ${text(d.first)} has ${text(d.expected)}`,
    hint: () => 'The first axis is the sample axis: it has the same length in every array.',
  },
  'losses-shape': {
    message: (d) => `${text(d.key)} has the shape ${text(d.shape)}, but must be ${text(d.wanted)}`,
    hint: () => 'Losses are one number per sample or batch; per_sample.loss may be [samples, tokens] with a mask.',
  },
  'bad-count': {
    message: (d) =>
      `${text(d.key)} holds ${text(d.value)} (element ${text(d.at)}), but counts are whole numbers of at least ${text(d.least)}`,
    hint: () => 'Sizes count rows; tokens and items count what a loss is divided by.',
  },
  'engine-missing': {
    message: (d) => `The engine tfjs-node is not there: ${text(d.reason)}`,
    hint: () => '--engine tfjs-cpu and --engine reference work everywhere; lossaudit engine status lists the engines.',
  },
  'engine-broken': {
    message: (d) => `tfjs-node in ${text(d.folder)} cannot be loaded: ${text(d.reason)}`,
    hint: () => 'lossaudit engine remove, then lossaudit engine install; or --engine tfjs-cpu.',
  },
  'engine-precondition': {
    message: (d) => `Setting up native tfjs-node needs ${text(d.missing)}`,
    hint: (d) => text(d.hint),
  },
  'engine-locked': {
    message: (d) => `Another installation is running (process ${text(d.pid)})`,
    hint: (d) => `Wait for it. If none is running, delete ${text(d.file)}.`,
  },
  'engine-other-source': {
    message: (d) => `The native engine in ${text(d.folder)} was made of ${text(d.has)}, not of ${text(d.wanted)}`,
    hint: () => 'lossaudit engine remove, then engine install again.',
  },
  'engine-wheel': {
    message: (d) => `${text(d.wheel)} is not the wheel that was checked: its SHA-256 is ${text(d.found)}`,
    hint: (d) => `Wanted is tensorflow_cpu-${text(d.version)}-cp311-…-manylinux2014_x86_64.whl with ${text(d.wanted)}.`,
  },
  'engine-libtensorflow': {
    message: (d) =>
      `${text(d.folder)} holds no libtensorflow: it needs lib/libtensorflow.so.2, lib/libtensorflow_framework.so.2 and include/tensorflow/c/c_api.h`,
    hint: () => 'Give the folder of an unpacked libtensorflow 2.9 or later.',
  },
  'engine-install': {
    message: (d) => `${text(d.command)} failed:\n${text(d.tail)}`,
    hint: (d) =>
      `The whole output is in ${text(d.log)}. Running lossaudit engine install again goes on where this stopped.`,
  },
  'nothing-expected': {
    message: (d) => `${text(d.file)} expects nothing, so it checks nothing`,
    hint: () =>
      'Give it reference values: "expect": {"loss": 0.2}. Where they come from is yours to say: a framework, its version.',
  },
  'no-audits': {
    message: (d) => `No audit found in ${list(d.paths)}`,
    hint: () =>
      'Name audit files, folders that hold them, or globs. In folders, JSON files with a "loss" or "outputs" key count.',
  },
  'update-in-ci': {
    message: () => '--update would change reference values in CI',
    hint: () => 'Update them where somebody looks at the difference; --force does it all the same.',
  },
  'cannot-update': {
    message: (d) => `${text(d.what)} cannot be rewritten in place: ${text(d.reason)}`,
    hint: () => 'Only numbers that stand in the audit file itself are rewritten.',
  },
  'unknown-finding': {
    message: (d) => `No finding has the code ${text(d.code)}`,
    hint: (d) => didYouMean(d.near, 'lossaudit list checks names them all.'),
  },
  'unknown-framework': {
    message: (d) => `No framework is called ${text(d.framework)}`,
    hint: (d) => didYouMean(d.near, `Known: ${list(d.known)}; a version follows an @, as in keras@2.15.`),
  },
  'unknown-loop': {
    message: (d) => `No training loop is called ${text(d.loop)}`,
    hint: (d) => didYouMean(d.near, `Known: ${list(d.known)}; of Keras with a version, as in keras@3.12.`),
  },
  'no-rows': {
    message: (d) => `${text(d.file)} has no rows, so there are no batches to replay`,
    hint: () => 'compute shows what the framework makes of an empty batch.',
  },
  'unknown-version': {
    message: (d) => `${text(d.version)} is not a version of ${text(d.framework)}`,
    hint: (d) => `A version is written as in ${list(d.known)}.`,
  },
  'unknown-loss': {
    message: (d) => `${text(d.framework)} has no loss called ${text(d.loss)}`,
    hint: (d) => didYouMean(d.near, `Known: ${list(d.known)}.`),
  },
  'loss-not-computed': {
    message: (d) =>
      d.has
        ? `${text(d.framework)} has ${text(d.loss)}; lossaudit does not compute it yet`
        : `${text(d.framework)} has no ${text(d.loss)} (it is in ${text(d.versions)}), and lossaudit does not compute it yet`,
    hint: (d) => `lossaudit computes ${list(d.known)}.`,
  },
  'loss-not-in-version': {
    message: (d) => `${text(d.framework)} has no ${text(d.loss)}: it is in ${text(d.versions)}`,
    hint: () => 'Name a version that has it, as in "framework": "keras@2.15".',
  },
  'unknown-param': {
    message: (d) => `${text(d.loss)} of ${text(d.framework)} has no parameter ${text(d.name)}`,
    hint: (d) =>
      d.name === 'dtype'
        ? 'The audit\'s own dtype sets the arithmetic: "dtype": "float16" beside framework.'
        : d.since
          ? `It is in ${text(d.since)}. Here: ${list(d.known)}.`
          : didYouMean(d.near, `Its parameters: ${list(d.known)}.`),
  },
  'unknown-reduction': {
    message: (d) => `${text(d.framework)} has no reduction ${text(d.value)}`,
    hint: (d) => `It has ${list(d.known)}.`,
  },
  'bad-param': {
    message: (d) => `${text(d.name)} is ${text(d.value)}, but must be ${text(d.wanted)}`,
    hint: () => 'Parameters have the names and values of the framework.',
  },
  'unknown-setting': {
    message: (d) => `${text(d.name)} ${text(d.value)} is not one of ${text(d.framework)}`,
    hint: (d) => `It has ${list(d.known)}.`,
  },
  'targets-refused': {
    message: (d) =>
      `${text(d.framework)} refuses y_true of shape ${text(d.shape)} where ${text(d.wanted)} is expected: ${text(d.reason)}`,
    hint: () => 'Compare the shapes of y_true and y_pred. "mode": "eager" calls the loss on the arrays as they are.',
  },
  'integer-predictions': {
    message: (d) =>
      d.masked
        ? `${text(d.framework)} cannot scale a mask for integer predictions`
        : `${text(d.framework)} cannot compute ${text(d.loss)} of integer predictions`,
    hint: () => 'Declare y_pred as float32, as a model gives it.',
  },
  'integer-targets': {
    message: (d) => `${text(d.framework)} cannot compute ${text(d.loss)} of integer targets`,
    hint: () => 'Declare y_true as float32, or cast it before fit.',
  },
  'weights-refused': {
    message: (d) =>
      `${text(d.framework ?? 'This version')} refuses ${text(d.what ?? 'sample_weight')} of shape ${text(d.weights)} against ${text(d.against)}`,
    hint: (d) =>
      d.what
        ? 'A mask has an entry for each score. Targets of a sequence have a last axis of their own: y_true[..., None].'
        : 'Weights have one entry per sample [N], or per timestep [N, T] where the version takes them.',
  },
  'class-and-sample-weight': {
    message: (d) => `${text(d.framework)} refuses class_weight together with sample_weight`,
    hint: () =>
      'Multiply the class weights into sample_weight. Keras 2.13 – 2.15 take both where all batches have one size: batch_size divides the rows.',
  },
  'class-weight-rank': {
    message: (d) => `${text(d.framework)} refuses class_weight for targets of rank ${text(d.rank)}`,
    hint: () => 'Give sample_weight instead.',
  },
  'class-weight-keys': {
    message: (d) =>
      `${text(d.framework)} wants class_weight for the classes 0, 1, 2, … without a gap, not ${list(d.keys)}`,
    hint: () => 'Give every class from 0 a weight.',
  },
  'not-a-float32': {
    message: (d) => `${text(d.name)} holds ${text(d.value)}, which float32 tensors cannot hold exactly`,
    hint: () => 'Run it with --engine reference, which keeps class indices exact.',
  },

  // io: files
  'not-a-file': {
    message: (d) => `${text(d.file)} is ${text(d.kind)}, not a regular file`,
    hint: (d) => text(d.hint ?? 'Name a regular file.'),
  },
  'file-empty': {
    message: (d) => `${text(d.file)} is empty`,
    hint: () => 'The program that should have written it probably stopped before it did.',
  },
  'file-too-large': {
    message: (d) => `${text(d.file)} has ${text(d.bytes)} bytes; at most ${text(d.limit)} are read`,
    hint: () => 'Keep large arrays in NPY files (np.save) and name them in the audit file.',
  },
  'file-changed': {
    message: (d) => `${text(d.file)} became shorter while it was read`,
    hint: () => 'Wait until the program that writes it has finished.',
  },
  'outside-root': {
    message: (d) => `${text(d.file)} is outside the audit file's folder and the working directory`,
    hint: (d) => `Allow its folder with --root ${text(d.dir ?? 'DIR')}, or move the file.`,
  },
  'format-unsupported': {
    message: (d) => `${text(d.file)} is ${text(d.format)}, which is not read here`,
    hint: (d) => text(d.hint),
  },
  'key-not-applicable': {
    message: (d) => `${text(d.file)} holds one array, so the key "${text(d.key)}" names nothing in it`,
    hint: () => 'Remove the #key (or "key"); for a file whose name holds a #, write {"file": "…"}.',
  },
  'stdin-terminal': {
    message: () => 'Standard input is a terminal, so there is nothing to read',
    hint: () => 'Pipe a file into it (… | lossaudit compute -) or name a file.',
  },
  'log-not-recognised': {
    message: (d) =>
      d.compressed
        ? `${text(d.file)} is compressed (gzip)`
        : d.line
          ? `${text(d.file)} holds no line of a known log format; the first line is ${text(d.line)}`
          : `${text(d.file)} holds no line with a loss${formatsOf(d.formats)}`,
    hint: (d) =>
      d.compressed
        ? 'Unpack it first: gunzip -c train.log.gz | lossaudit unroll -'
        : `Known: ${list(d.known)}. docs/unroll.md shows a line of each.`,
  },
  'steps-differ': {
    message: (d) =>
      `${text(d.samples)} samples in batches of ${text(d.batchSize)} are ${text(d.steps)} steps; the epochs of the log have ${list(d.found)}`,
    hint: () => 'Take --batch-size and --samples from the script that printed it.',
  },
  'unknown-output': {
    message: (d) => `No line of the log has an output ${text(d.name)}`,
    hint: (d) =>
      Array.isArray(d.known) && d.known.length > 0
        ? `It has ${list(d.known)}.`
        : 'It has the loss of no single output.',
  },
  'write-failed': {
    message: (d) => `Cannot write ${text(d.file)}: ${text(d.reason)}`,
    hint: () => 'Nothing was written; an existing file is unchanged.',
  },
  'out-of-memory': {
    message: (d) =>
      d.bytes === undefined
        ? 'There is not enough memory for arrays of this size'
        : `No memory for an array of ${text(d.bytes)} bytes${d.free === undefined ? '' : `: ${text(d.free)} are free`}`,
    hint: (d) => text(d.hint ?? 'Audit a part of the rows, or save the array in a smaller dtype.'),
  },

  // io: JSON
  'json-syntax': {
    message: (d) => `Not valid JSON: found ${text(d.found)}, expected ${text(d.expected)}`,
    hint: (d) => text(d.hint),
  },
  'json-encoding': {
    message: (d) => `Not JSON text: ${text(d.problem)}`,
    hint: (d) => text(d.hint),
  },
  'json-duplicate-key': {
    message: (d) => `The key "${text(d.key)}" stands twice in one object (first in line ${text(d.firstLine)})`,
    hint: () => 'Which one is meant? Remove the other.',
  },
  'json-refused-key': {
    message: (d) => `The key "${text(d.key)}" is not taken`,
    hint: () => 'JavaScript has another use for this name: take another one.',
  },
  'json-limit': {
    message: (d) => `The JSON has ${text(d.what)}; the limit is ${text(d.limit)}`,
    hint: (d) => text(d.hint),
  },
  'json-ragged': {
    message: (d) => `Ragged array: ${text(d.path)} is ${text(d.found)}, expected ${text(d.expected)}`,
    hint: () => 'All rows of an array have one length: pad the shorter ones, and give a mask for the padding.',
  },
  'json-mixed': {
    message: (d) => `${text(d.path)} is ${text(d.found)} in an array that also holds ${text(d.among)}`,
    hint: () => 'Arrays hold numbers, true, false, NaN, Infinity and -Infinity; a missing value is NaN, or is masked.',
  },
  'number-inexact': {
    message: (d) => `The integer ${text(d.literal)} cannot be held exactly: the nearest double is ${text(d.nearest)}`,
    hint: () =>
      'If it is an approximate number, write a decimal point; if it is an identifier, renumber it below 2^53.',
  },
  'number-overflow': {
    message: (d) => `The number ${text(d.literal)} is beyond the largest double, 1.7976931348623157e308`,
    hint: () => 'Write Infinity if that is meant.',
  },
  'number-underflow': {
    message: (d) => `The number ${text(d.literal)} is below the smallest double, 5e-324: it would become 0`,
    hint: () => 'Write 0 if that is meant.',
  },

  // io: arrays
  'array-spec': {
    message: (d) => `Not an array: found ${text(d.found)}`,
    hint: () =>
      'An array is nested numbers, "file.npy", {"file": "file.npy", "dtype": "bfloat16"} or {"values": […], "dtype": "int64"}.',
  },
  'dtype-unknown': {
    message: (d) => `Unknown dtype ${text(d.dtype)}`,
    hint: (d) => `One of ${list(d.known)}.`,
  },
  'dtype-unsupported': {
    message: (d) => `The array's dtype is ${text(d.dtype)}, which no loss takes`,
    hint: (d) => text(d.hint),
  },
  'npy-object': {
    message: () => 'The array holds Python objects (dtype object): the file is a pickle, and pickles are never read',
    hint: () =>
      'Save numbers: np.save(file, arr.astype(np.float32)). Rows of different lengths must be padded to one length first.',
  },
  'dtype-raw': {
    message: (d) => `The dtype ${text(d.dtype)} does not say what its two bytes mean`,
    hint: () =>
      'ml_dtypes saves bfloat16 so: if it is that, write {"file": …, "dtype": "bfloat16"}; otherwise save arr.astype(np.float32).',
  },
  'npy-header': {
    message: (d) => `The NPY header is damaged: ${text(d.problem)}`,
    hint: () => 'Write the file again with np.save.',
  },
  'npy-size': {
    message: (d) =>
      `The NPY header promises ${text(d.expected)} bytes of data (${text(d.shape)} of ${text(d.dtype)}), the file holds ${text(d.found)}`,
    hint: (d) => text(d.hint),
  },
  'array-too-large': {
    message: (d) => `The array has the shape ${text(d.shape)}: ${text(d.problem)}`,
    hint: (d) => text(d.hint ?? 'Check how the array was saved.'),
  },
  'value-inexact': {
    message: (d) => `${text(d.index)} is ${text(d.value)} (${text(d.dtype)}), which no double holds exactly`,
    hint: (d) => text(d.hint),
  },
  'value-not-in-dtype': {
    message: (d) => `${text(d.index)} is ${text(d.value)}, which is no ${text(d.dtype)}`,
    hint: (d) => text(d.hint),
  },
} satisfies Record<string, Entry>;

export type ErrorCode = keyof typeof ERRORS;

/** An audit that cannot be done: wrong usage, file, shape or value. Exit code 2. */
export class LossauditError extends Error {
  readonly code: ErrorCode;
  /** File, key, row: where it is wrong. */
  readonly where: string;
  readonly hint: string;
  readonly data: Data;

  constructor(code: ErrorCode, data: Data = {}, options: { where?: string; cause?: unknown } = {}) {
    const entry: Entry = ERRORS[code];
    super(entry.message(data), options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'LossauditError';
    this.code = code;
    this.where = printable(options.where ?? '');
    this.hint = entry.hint(data);
    this.data = data;
  }

  /** The object that `--json` prints. */
  toJSON(): { error: { code: string; message: string; where: string; hint: string } } {
    return { error: { code: this.code, message: this.message, where: this.where, hint: this.hint } };
  }
}
