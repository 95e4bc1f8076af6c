import { describe, expect, it } from 'vitest';
import { refusal } from '../refusal.js';
import { comparable, expected, load, refusedArrays, writtenArrays } from '../written.js';

describe('Arrow files and streams that pyarrow wrote', () => {
  it.each(writtenArrays('arrow'))('$file#$key', async (written) => {
    expect(comparable(await load(written.file, written.key))).toEqual(expected(written));
  });

  it.each(refusedArrays('arrow'))('$file#$key is refused: $refused', async ({ file, key, refused }) => {
    const error = await refusal(() => load(file, key));
    if (key === 'text') expect(error.code).toBe('dtype-unsupported');
    else expect(error.message).toContain(refused);
    expect(error.where).toBe(`y_pred: ${file}#${key}`);
  });

  it.each(['lz4', 'zstd'])('%s, long buffers', async (codec) => {
    const steps = await load(`arrow/long-${codec}.feather`, 'steps');
    expect(Array.from(steps.data)).toEqual(Array.from({ length: 20_000 }, (_, i) => (i % 300) / 4));
    const many = await load(`arrow/long-${codec}.feather`, 'many');
    expect(many.shape).toEqual([20_000, 4]);
    expect(Array.from(many.data)).toEqual(Array.from({ length: 80_000 }, (_, i) => i % 100));
  });

  it('needs no key where there is one column', async () => {
    expect((await load('arrow/seven.feather')).data).toEqual(Uint8Array.of(7));
  });
});
