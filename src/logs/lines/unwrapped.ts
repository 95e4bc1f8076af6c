/**
 * Numbers as programs print what holds them: `[0.75]`, `tensor(0.75, device='cuda:0')`, `array([0.5])`,
 * `np.float32(0.5)`, `<tf.Tensor: shape=(), dtype=float32, numpy=0.6>`.
 */
import { isMetric, NUMBER } from './line.js';

const SOME = /[:=]\s{0,3}(?:[[<(]|[A-Za-z][\w.]{0,40}\()/;
const HELD = `[[\\s]{0,4}(?:${NUMBER})[\\]\\s]{0,4}`;
const CALLS = new RegExp(
  '(?:\\b[a-z]{1,8}\\.){0,2}\\b(?:[Tt]ensor|[Aa]rray|DeviceArray|EagerTensor|float(?:16|32|64)?|Parameter|Variable)' +
    `\\((${HELD})(?:,[^()]{0,200}(?:\\(\\)[^()]{0,100})?)?\\)`,
  'g',
);
const TENSORFLOW = new RegExp(`<tf\\.(?:Tensor|Variable)[^<>]{0,160}\\bnumpy=(${HELD})>`, 'g');
const MINDSPORE = new RegExp(
  `\\bTensor\\(shape=\\[[^\\]]{0,40}\\], dtype=\\w{1,20}, value=(${HELD})\\)`,
  'g',
);
const MXNET = / {0,4}<NDArray [^<>]{1,60}>/g;
/** One number with a point: `Epoch: [3]` is a counter. */
const ONE =
  /([:=]\s{0,3})[[(]{1,3}\s{0,4}([-+]?(?:\d{0,30}\.\d{0,30}(?:[eE][-+]?\d{1,4})?|nan|inf))\s{0,4}[\])]{1,3}/g;
/** Several: `loss: [0.75, 0.5]`. */
const LIST = new RegExp(
  `([A-Za-z_][\\w./-]{0,60})(\\s{0,3}[:=]\\s{0,3})[[(]\\s{0,4}((?:${NUMBER})(?:,?\\s{1,4}(?:${NUMBER})){1,9})\\s{0,4}[\\])]`,
  'g',
);

/** The line with its numbers bare; those of a list are named by their index: `loss.0: 0.75, loss.1: 0.5`. */
export function unwrapped(line: string): string {
  if (!SOME.test(line)) return line;
  return line
    .replace(TENSORFLOW, '$1')
    .replace(MINDSPORE, '$1')
    .replace(CALLS, '$1')
    .replace(MXNET, '')
    .replace(ONE, '$1$2')
    .replace(LIST, (all, name: string, separator: string, list: string) =>
      isMetric(name) && list.includes('.')
        ? list
            .split(/[,\s]+/)
            .map((number, i) => `${name}.${i}${separator}${number}`)
            .join(', ')
        : all,
    );
}
