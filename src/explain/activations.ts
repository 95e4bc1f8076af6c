/** What may be done with predictions before a loss takes them, element by element or along an axis. */
import { type NdArray, sizeOf } from '../tensor/ndarray.js';
import { derived, mapped } from './derive.js';

export const sigmoid = (x: NdArray) => mapped(x, 'sigmoid', (z) => 1 / (1 + Math.exp(-z)));
export const logSigmoid = (x: NdArray) =>
  mapped(x, 'log sigmoid', (z) => Math.min(z, 0) - Math.log1p(Math.exp(-Math.abs(z))));
/** The input of a sigmoid that gives these probabilities. */
export const logit = (x: NdArray) => mapped(x, 'logit', (p) => Math.log(p) - Math.log1p(-p));
export const log = (x: NdArray) => mapped(x, 'log', Math.log);
export const exp = (x: NdArray) => mapped(x, 'exp', Math.exp);
export const complement = (x: NdArray) => mapped(x, 'complement', (p) => 1 - p);
export const rounded = (x: NdArray) => mapped(x, 'rounded', (p) => (p >= 0.5 ? 1 : 0));
export const negative = (x: NdArray) => mapped(x, 'negative', (z) => -z);

export function softmax(x: NdArray, axis: number): NdArray {
  return along(x, 'softmax', axis, (line) => {
    const max = maxOf(line);
    let sum = 0;
    for (let i = 0; i < line.length; i++) sum += line[i] = Math.exp(line[i]! - max);
    for (let i = 0; i < line.length; i++) line[i]! /= sum;
  });
}

export function logSoftmax(x: NdArray, axis: number): NdArray {
  return along(x, 'log softmax', axis, (line) => {
    const max = maxOf(line);
    let sum = 0;
    for (const z of line) sum += Math.exp(z - max);
    const logSum = max + Math.log(sum);
    for (let i = 0; i < line.length; i++) line[i]! -= logSum;
  });
}

/** Each line divided by its sum. */
export function normalised(x: NdArray, axis: number): NdArray {
  return along(x, 'normalised', axis, (line) => {
    const sum = line.reduce((total, p) => total + p, 0);
    for (let i = 0; i < line.length; i++) line[i]! /= sum;
  });
}

/** 1 at the first of the largest values along an axis, 0 elsewhere. */
export function hardened(x: NdArray, axis: number): NdArray {
  return along(x, 'hardened', axis, (line) => {
    const at = line.indexOf(maxOf(line));
    for (let i = 0; i < line.length; i++) line[i] = i === at ? 1 : 0;
  });
}

function maxOf(line: Float64Array): number {
  return line.reduce((m, z) => Math.max(m, z), Number.NEGATIVE_INFINITY);
}

/** Each line of values along an axis, changed in place. @param name as in `derived` */
function along(x: NdArray, name: string, axis: number, change: (line: Float64Array) => void): NdArray {
  return derived(x, `${name} ${axis}`, ({ shape, data }) => {
    const length = shape[axis] ?? 1;
    const inner = sizeOf(shape.slice(axis + 1));
    const result = new Float64Array(data.length);
    const line = new Float64Array(length);
    for (let start = 0; start < data.length; start += length * inner)
      for (let i = start; i < start + inner; i++) {
        for (let k = 0; k < length; k++) line[k] = data[i + k * inner]!;
        change(line);
        for (let k = 0; k < length; k++) result[i + k * inner] = line[k]!;
      }
    return { dtype: 'float64', shape, data: result };
  });
}
