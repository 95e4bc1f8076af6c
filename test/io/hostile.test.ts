/**
 * Broken files of every format that is read, made of valid ones by damage from a seed: each gives arrays or
 * one LossauditError, soon, and without taking memory for what the file only claims.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { LossauditError } from '../../src/errors.js';
import type { ArrayFile } from '../../src/io/format.js';
import { withArrays } from '../../src/io/opened.js';
import { type ArrayData, sizeOf } from '../../src/tensor/ndarray.js';
import { FORMATS_FOLDER } from './written.js';

/** Folders of fixtures/formats, and how many broken files are made of each file in them. */
const BROKEN_OF_EACH: Readonly<Record<string, number>> = {
  npy: 3,
  npz: 40,
  safetensors: 60,
  text: 16,
  parquet: 24,
  arrow: 40,
};
const LONGEST_MS = 10_000;
const LARGEST_KILOBYTES = 300_000;

const folder = mkdtempSync(path.join(tmpdir(), 'lossaudit-hostile-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Numbers from 0 to below `n` (mulberry32): the same files in every run. */
function numbers(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % n;
  };
}

type Damage = (bytes: Buffer, random: (n: number) => number) => Buffer;

const EXTREMES = [0, 1, 0x7f, 0xff, 0x7fff, 0xffff, 0x7fff_ffff, 0xffff_ffff, 0x8000_0000];
const DAMAGES: readonly Damage[] = [
  (bytes, random) => bytes.subarray(0, 1 + random(bytes.length)),
  (bytes, random) => {
    for (let i = 0; i < 1 + random(6); i++) bytes[random(bytes.length)] = random(256);
    return bytes;
  },
  (bytes, random) => {
    bytes[random(bytes.length)] ^= 1 << random(8);
    return bytes;
  },
  // Lengths and offsets stand at either end, in four or eight bytes.
  (bytes, random) => {
    const near = Math.min(bytes.length - 8, random(2) ? 200 : bytes.length);
    const at = Math.max(0, random(2) ? random(near) : bytes.length - 8 - random(near));
    bytes.writeUInt32LE(EXTREMES[random(EXTREMES.length)]!, at);
    if (random(2)) bytes.writeUInt32LE(EXTREMES[random(EXTREMES.length)]!, at + 4);
    return bytes;
  },
  (bytes, random) => {
    const [at, length] = [random(bytes.length), random(64)];
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
  },
  (bytes, random) => {
    const [at, from] = [random(bytes.length), random(bytes.length)];
    return Buffer.concat([
      bytes.subarray(0, at),
      bytes.subarray(from, from + random(200)),
      bytes.subarray(at),
    ]);
  },
  (bytes, random) => bytes.fill(random(2) ? 0 : 0xff, random(bytes.length), random(bytes.length) + 1),
  // Digits of texts and headers.
  (bytes, random) => {
    const digits = [...bytes.keys()].filter((i) => bytes[i]! >= 0x30 && bytes[i]! <= 0x39);
    for (let i = 0; i < 1 + random(4) && digits.length > 0; i++)
      bytes[digits[random(digits.length)]!] = '0123456789-.,"'.charCodeAt(random(14));
    return bytes;
  },
];

/** Reads all that the file holds. */
async function readAll(bytes: Uint8Array): Promise<'arrays' | LossauditError> {
  writeFileSync(path.join(folder, 'y'), bytes);
  const context = { key: 'y_true', baseDir: folder, roots: [folder] };
  try {
    return await withArrays('y', context, async ({ arrays }) => {
      let refused: LossauditError | undefined;
      for (const key of arrays.keys ?? ['']) {
        const whole = await outcomeOf(async () => {
          const { shape, data } = await arrays.read(key);
          expect(data.length).toBe(sizeOf(shape));
          return data;
        });
        if (whole instanceof LossauditError) refused = whole;
        const byRows = await outcomeOf(() => inBlocks(arrays, key));
        // Rows that are read as they are needed are the same, or refused alike.
        if (byRows instanceof LossauditError) expect(whole).toBeInstanceOf(LossauditError);
        else if (byRows !== undefined) expect(byRows).toEqual(whole);
      }
      return refused ?? 'arrays';
    });
  } catch (error) {
    if (!(error instanceof LossauditError)) throw error;
    return error;
  }
}

async function outcomeOf<T>(read: () => Promise<T>): Promise<T | LossauditError> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof LossauditError)) throw error;
    return error;
  }
}

/** Undefined where the format cannot be read by rows. */
async function inBlocks(arrays: ArrayFile, key: string): Promise<ArrayData | undefined> {
  const rows = await arrays.rows?.(key);
  if (!rows) return undefined;
  try {
    const count = rows.shape[0] ?? 1;
    const step = Math.max(1, Math.ceil(count / 3));
    const all: number[] = [];
    let Storage: new (values: readonly number[]) => ArrayData = Float64Array;
    for (let from = 0; from < Math.max(1, count); from += step) {
      const block = await rows.read(from, Math.min(count, from + step));
      Storage = block.constructor as typeof Storage;
      for (const value of block) all.push(value);
    }
    return new Storage(all);
  } finally {
    rows.end?.();
  }
}

async function expectOutcome(bytes: Uint8Array): Promise<void> {
  const before = performance.now();
  const result = await readAll(bytes);
  expect(performance.now() - before).toBeLessThan(LONGEST_MS);
  if (result === 'arrays') return;
  expect(result.message).not.toBe('');
  expect(result.hint).not.toBe('');
}

const files = Object.keys(BROKEN_OF_EACH).flatMap((format) =>
  readdirSync(new URL(`${format}/`, FORMATS_FOLDER))
    .filter((file) => !(format === 'npy' && file.endsWith('.json')))
    .map((file) => [format, `${format}/${file}`] as const),
);
const bytesOf = (file: string) => readFileSync(fileURLToPath(new URL(file, FORMATS_FOLDER)));

describe('broken files', () => {
  const before = process.resourceUsage().maxRSS;

  it.each(files)('%s: %s', async (format, file) => {
    for (let seed = 0; seed < BROKEN_OF_EACH[format]!; seed++) {
      const random = numbers(seed);
      const damage = DAMAGES[seed % DAMAGES.length]!;
      const broken = damage(Buffer.from(bytesOf(file)), random);
      await expectOutcome(broken).catch((error: unknown) => {
        throw new Error(`${file}, seed ${seed}`, { cause: error });
      });
    }
  });

  it('are at least 300, and take little memory', () => {
    const made = files.reduce((sum, [format]) => sum + BROKEN_OF_EACH[format]!, 0);
    expect(made).toBeGreaterThan(300);
    expect(process.resourceUsage().maxRSS - before).toBeLessThan(LARGEST_KILOBYTES);
  });
});

describe('any bytes', () => {
  it.each(Object.keys(BROKEN_OF_EACH))('behind the start of a file: %s', async (format) => {
    const starts = files.filter(([of]) => of === format).map(([, file]) => bytesOf(file));
    const edit = fc.tuple(fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 8 }));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...starts),
        fc.nat(),
        fc.array(edit, { maxLength: 5 }),
        fc.uint8Array({ maxLength: 300 }),
        async (start, cut, edits, rest) => {
          const bytes = Buffer.concat([start.subarray(0, cut % (2 * start.length)), rest]);
          for (const [at, values] of edits)
            if (bytes.length > 0) bytes.set(values.subarray(0, 1), at % bytes.length);
          await expectOutcome(bytes);
        },
      ),
      { numRuns: 400 },
    );
  });
});
