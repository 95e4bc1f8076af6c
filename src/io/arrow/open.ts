/**
 * Arrow IPC files (Feather v2) and streams: a column is an array, nested lists are its further axes. Own
 * code: apache-arrow and flechette hold the whole file in memory and believe its lengths, of which damaged
 * files have any; here a column's buffers alone are read.
 */
import { LossauditError } from '../../errors.js';
import { type ArrayData, type NdArray, sizeOf } from '../../tensor/ndarray.js';
import { byteSource } from '../bytes.js';
import { damagedColumns } from '../columns/damaged.js';
import { joined } from '../columns/number-kinds.js';
import type { ArrayFile, FileRequest } from '../format.js';
import { checkShape } from '../shape-limits.js';
import { type Progress, readBatch } from './column.js';
import { readMessages } from './messages.js';
import { columnsOf, fieldsOf } from './schema.js';

const KIND = 'Arrow file';

/** @throws LossauditError `file-damaged`; of a column `dtype-unsupported`, `value-missing`, … */
export async function openArrow({ handle, where }: FileRequest): Promise<ArrayFile> {
  const bytes = await byteSource(handle, where);
  const { batches, fields } = await damagedColumns(KIND, where, async () => {
    const messages = await readMessages(bytes);
    return { batches: messages.batches, fields: fieldsOf(messages.schema) };
  });
  const columns = columnsOf(fields, []);

  async function read(key: string, place: string): Promise<NdArray> {
    const index = columns.findIndex((column) => column.name === key);
    const { dtype, type, steps } = columns[index]!;
    if (!dtype) {
      const hint = 'Losses are computed from numbers: convert the column, df["x"].astype("float32").';
      throw new LossauditError('dtype-unsupported', { dtype: type, hint }, { where: place });
    }
    const progress: Progress = { rows: 0, lengths: [] };
    const parts: ArrayData[] = [];
    for (const batch of batches) {
      const column = columnsOf(fields, batch.variadic)[index]!;
      parts.push(await readBatch(bytes, batch, column, progress, place));
      progress.rows += batch.rows;
    }
    const lists = steps.filter((step) => step.kind.endsWith('list'));
    const fixed = lists.map(
      (step, d) => progress.lengths[d] ?? (step.kind === 'fixed-size list' ? step.size : 0),
    );
    const shape = [progress.rows, ...fixed];
    checkShape(shape, place);
    const data = joined(parts, dtype);
    if (data.length !== sizeOf(shape)) throw new RangeError('its batches differ');
    return { dtype, shape, data };
  }

  return {
    keys: columns.map((column) => column.name),
    read: (key) => damagedColumns(KIND, `${where}#${key}`, () => read(key, `${where}#${key}`)),
  };
}
