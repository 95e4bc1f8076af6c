/** Which rows make which batch, on one rank or on several. */

/**
 * - `sampler`: row i goes to rank i mod R, wrapping around to give all ranks equally many
 *   (DistributedSampler, not shuffled)
 * - `blocks`: contiguous blocks, the first ones one row longer where it does not divide
 * - `batches`: batch i goes to rank i mod R; incomplete rounds are filled from the start (accelerate, Hugging
 *   Face Trainer)
 */
export const SHARDINGS = ['sampler', 'blocks', 'batches'] as const;
export type Sharding = (typeof SHARDINGS)[number];

/** The batches of each rank as indices. @param batchSize 1 where the units are batches themselves */
export function shard(units: number, batchSize: number, ranks: number, sharding: Sharding): number[][][] {
  if (sharding === 'batches') return shardBatches(units, batchSize, ranks);
  return indicesOf(units, ranks, sharding).map((own) => inBatches(own, batchSize));
}

function indicesOf(units: number, ranks: number, sharding: 'sampler' | 'blocks'): number[][] {
  if (sharding === 'sampler') {
    const each = Math.ceil(units / ranks);
    return Array.from({ length: ranks }, (_, r) =>
      Array.from({ length: each }, (_, i) => (i * ranks + r) % units),
    );
  }
  const least = Math.floor(units / ranks);
  const longer = units % ranks;
  return Array.from({ length: ranks }, (_, r) => {
    const from = r * least + Math.min(r, longer);
    return Array.from({ length: least + (r < longer ? 1 : 0) }, (_, i) => from + i);
  });
}

/** accelerate's BatchSamplerShard with even_batches. */
function shardBatches(units: number, batchSize: number, ranks: number): number[][][] {
  const batches = inBatches(
    Array.from({ length: units }, (_, i) => i),
    batchSize,
  );
  const rounds = Math.ceil(batches.length / ranks);
  // The rows of the first round, over and over.
  const first = Math.min(units, ranks * batchSize);
  let wrapped = 0;
  const fill = (batch: number[]) => {
    while (batch.length < batchSize) batch.push(wrapped++ % first);
    return batch;
  };
  if (ranks > 1)
    for (let i = batches.length - 1; i < rounds * ranks; i++) batches[i] = fill(batches[i] ?? []);
  return Array.from({ length: ranks }, (_, r) =>
    Array.from({ length: rounds }, (_, i) => batches[i * ranks + r]!),
  );
}

function inBatches(indices: readonly number[], batchSize: number): number[][] {
  const count = Math.ceil(indices.length / batchSize);
  return Array.from({ length: count }, (_, b) => indices.slice(b * batchSize, (b + 1) * batchSize));
}
