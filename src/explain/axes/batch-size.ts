/** How the rows are cut into batches. */
import { rowCount } from '../../audit/rows.js';
import type { Axis, Change } from '../axis.js';
import { isPlain } from '../case.js';

/** Sizes that people use; those that leave one batch or too many are left out. */
const SIZES = [1, 2, 3, 4, 5, 8, 10, 16, 20, 32, 50, 64, 100, 128, 256, 512, 1000, 1024];
/** Of so many rows and fewer every size is tried. */
const FEW_ROWS = 16;
/** More batches than this are not tried. */
const MANY = 256;

export const batchSize: Axis = {
  name: 'batch_size',
  counts: true,
  *changes(of) {
    const { audit } = of;
    const rows = rowCount(audit);
    const own = audit.batchSize;
    if (!isPlain({ ...of, after: [] })) return;
    if (own !== undefined)
      yield change(String(own), 'all rows as one batch', 3, 'all rows are one batch', undefined);
    const sizes = rows <= FEW_ROWS ? Array.from({ length: rows - 1 }, (_, i) => i + 1) : SIZES;
    for (const size of sizes) {
      if (size >= rows || size === own || rows / size > MANY) continue;
      const usual = size === 32 || Number.isInteger(Math.log2(size));
      yield change(
        own === undefined ? 'one batch' : String(own),
        String(size),
        own === undefined ? (size === 1 ? 3 : usual ? 6 : 7) : 7,
        size === 1
          ? 'each row is a batch of its own: the plain mean of what each row gives alone'
          : `the rows are cut into batches of ${size}`,
        size,
        rows / size,
      );
    }
  },
};

function change(
  from: string,
  to: string,
  cost: number,
  sentence: string,
  size: number | undefined,
  runs = 1,
): Change {
  return {
    runs,
    whole: true,
    what: 'batch_size',
    from,
    to,
    family: 'batches',
    cost,
    sentence,
    apply: (c) => ({ ...c, audit: { ...c.audit, batchSize: size } }),
  };
}
