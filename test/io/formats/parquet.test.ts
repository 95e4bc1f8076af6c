import { describe, expect, it } from 'vitest';
import { refusal } from '../refusal.js';
import { comparable, expected, load, refusedArrays, writtenArrays } from '../written.js';

describe('Parquet files that pyarrow wrote', () => {
  it.each(writtenArrays('parquet'))('$file#$key', async (written) => {
    expect(comparable(await load(written.file, written.key))).toEqual(expected(written));
  });

  it.each(refusedArrays('parquet'))('$file#$key is refused: $refused', async ({ file, key, refused }) => {
    const error = await refusal(() => load(file, key));
    if (key === 'text') expect(error.code).toBe('dtype-unsupported');
    else expect(error.message).toContain(refused);
    expect(error.where).toBe(`y_pred: ${file}#${key}`);
  });

  it.each(['snappy', 'gzip', 'brotli', 'zstd', 'lz4'])('%s, many pages', async (codec) => {
    const steps = await load(`parquet/long-${codec}.parquet`, 'steps');
    expect(Array.from(steps.data)).toEqual(Array.from({ length: 20_000 }, (_, i) => (i % 300) / 4));
    const many = await load(`parquet/long-${codec}.parquet`, 'many');
    expect(many.shape).toEqual([20_000, 4]);
    expect(Array.from(many.data)).toEqual(Array.from({ length: 80_000 }, (_, i) => i % 100));
  });

  it('differences of integers', async () => {
    const i32 = await load('parquet/deltas.parquet', 'i32');
    expect(Array.from(i32.data)).toEqual(Array.from({ length: 3000 }, (_, i) => i ** 2 % 70_001));
    const i64 = await load('parquet/deltas.parquet', 'i64');
    expect(Array.from(i64.data)).toEqual(Array.from({ length: 3000 }, (_, i) => i ** 3));
  });

  it('needs no key where there is one column', async () => {
    expect((await load('parquet/one.parquet')).shape).toEqual([3]);
  });
});
