/** Batches of a training: sizes and losses of many kinds. */
import { f32 } from './numbers.js';
import type { Random } from './random.js';

/** Mostly short epochs, now and then a long one. */
export function stepsOf(random: Random): number {
  if (random.chance(0.004)) return random.int(1000, 5000);
  return random.chance(0.06) ? random.int(60, 400) : random.size(1, 40);
}

/** Rows of each batch: the last may be smaller. */
export function sizesOf(random: Random, steps: number, equal = random.chance(0.4)): number[] {
  const size = random.chance(0.3) ? 2 ** random.int(0, 9) : random.int(1, 512);
  const sizes = new Array<number>(steps).fill(size);
  if (!equal) sizes[steps - 1] = random.int(1, size);
  return sizes;
}

const KINDS = [
  ...[
    'plain',
    'plain',
    'plain',
    'falling',
    'falling',
    'negative',
    'crossing',
    'tiny',
    'large',
    'huge',
    'spikes',
  ],
  ...['decaying', 'constant', 'nan', 'whole'],
] as const;
export type LossKind = (typeof KINDS)[number];

export function lossKind(random: Random): LossKind {
  return random.pick(KINDS);
}

/** One float32 loss a batch. @param level where the epoch begins: later ones are lower */
export function lossesOf(random: Random, kind: LossKind, steps: number, level = 1): number[] {
  const scale = random.next() + 0.5;
  const nan = kind === 'nan' ? random.int(0, steps - 1) : -1;
  const rate = random.next() * 0.5;
  return Array.from({ length: steps }, (_, i) => {
    const noise = random.normal();
    switch (kind) {
      case 'nan':
        return i >= nan ? Number.NaN : f32(level * (2 + 0.5 * noise));
      case 'falling':
        return f32(level * (0.2 + 4 * scale * Math.exp((-3 * i) / steps)) * (1 + 0.1 * noise));
      case 'negative':
        return f32(-level * (2 + noise * scale));
      case 'crossing':
        return f32(level * (noise * 2 + scale - 1));
      case 'tiny':
        return f32(level * 10 ** (-2 - 6 * scale) * (1 + 0.3 * noise));
      case 'large':
        return f32(level * 10 ** (4 + 2 * scale) * (1 + 0.3 * noise));
      case 'huge':
        return f32(level * 10 ** (8 + 10 * scale) * Math.abs(1 + 0.3 * noise));
      case 'spikes':
        return f32(level * (random.chance(0.05) ? 1000 * scale : 0.5 + 0.1 * noise));
      case 'decaying':
        return f32(level * 1000 * Math.exp(-rate * i) * (1 + 0.05 * noise));
      case 'constant':
        return f32(level * scale);
      case 'whole':
        return random.int(0, 4);
      default:
        return f32(level * (2 + 0.5 * noise));
    }
  });
}

/** Shares of rows that were right. */
export function accuraciesOf(random: Random, sizes: readonly number[]): number[] {
  const level = random.next();
  return sizes.map((n) =>
    f32(Math.min(n, Math.round(n * Math.min(1, Math.max(0, level + 0.2 * random.normal())))) / n),
  );
}
