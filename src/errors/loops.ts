/** Refusals of training loops and logs. */
import { didYouMean, row } from './row.js';

/** Numbers alone, in columns. */
const NUMBERS = /^\s*[-+.\deE]+(?:[,;\t ]\s*[-+.\deE]+)+\s*$/;

export const LOOP_ERRORS = {
  'unknown-loop': row<{ loop: string; near: readonly string[]; known: readonly string[] }>({
    message: (d) => `No training loop is called ${d.loop}`,
    hint: (d) =>
      didYouMean(d.near, `Known: ${d.known.join(', ')}; of Keras with a version, as in keras@3.12.`),
  }),
  'no-rows': row<{ file: string }>({
    message: (d) => `${d.file} has no rows, so there are no batches to replay`,
    hint: 'compute shows what the framework makes of an empty batch.',
  }),
  'log-not-recognised': row<{
    compressed: boolean;
    file: string;
    line?: string;
    formats: readonly string[];
    /** How many formats are known. */
    known: number;
  }>({
    message: (d) =>
      d.compressed
        ? `${d.file} is compressed (gzip)`
        : d.line
          ? `${d.file} holds no line of a known log format; the first line is ${d.line}`
          : `${d.file} holds no line with a loss${formatsOf(d.formats)}`,
    hint: (d) =>
      d.compressed
        ? 'Unpack it first: gunzip -c train.log.gz | lossaudit unroll -'
        : NUMBERS.test(d.line ?? '')
          ? 'Its columns have no names: put a line above them that has, as in step,loss,timestamp.'
          : 'What is read: progress bars, lines such as `step 100: loss 2.31`, dicts and JSON with a loss, ' +
            'tables and CSV files whose header names a counter (epoch, step) and a loss or metric. ' +
            `docs/unroll.md shows a line of each of the ${d.known} formats known.`,
  }),
  'steps-differ': row<{ samples: number; batchSize: number; steps: number; found: readonly number[] }>({
    message: (d) =>
      `${d.samples} samples in batches of ${d.batchSize} are ${d.steps} steps; the epochs of the log ` +
      `have ${d.found.join(', ')}`,
    hint: 'Take --batch-size and --samples from the script that printed it.',
  }),
  'unknown-output': row<{ name: string; known: readonly string[] }>({
    message: (d) => `No line of the log has an output ${d.name}`,
    hint: (d) =>
      d.known.length > 0 ? `It has ${d.known.join(', ')}.` : 'It has the loss of no single output.',
  }),
};

function formatsOf(formats: readonly string[]): string {
  return formats.length > 0 ? `; it has lines of known formats: ${formats.join(', ')}` : '';
}
