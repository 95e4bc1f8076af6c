/** Probabilities of logits, in doubles, one vector at a time in place. */

export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

export function softmax(vector: Float64Array): void {
  logSoftmax(vector);
  for (let k = 0; k < vector.length; k++) vector[k] = Math.exp(vector[k]!);
}

export function logSoftmax(vector: Float64Array): void {
  let max = Number.NEGATIVE_INFINITY;
  for (const v of vector) max = v > max || Number.isNaN(v) ? v : max;
  let sum = 0;
  for (const v of vector) sum += Math.exp(v - max);
  const log = Math.log(sum);
  for (let k = 0; k < vector.length; k++) vector[k] = vector[k]! - max - log;
}
