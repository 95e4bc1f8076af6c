/**
 * The table of YOLOv5, v7 and Ultralytics: a header `Epoch GPU_mem box_loss cls_loss dfl_loss Instances
 * Size`, then `1/50 4.78G 1.502 2.398 1.485 77 640: 100%|███| 45/45 [00:19<00:00, 2.30it/s]`. The losses are
 * the means of the epoch's batches so far (`tloss = (tloss * i + loss_items) / (i + 1)`), with four
 * significant digits, zeros at their end left out.
 */
import {
  EXACT,
  type LogFormat,
  type LogLine,
  numberOf,
  type Printed,
  significantDigit,
} from '../lines/line.js';

const HEADER = /^\W*Epoch\s+gpu_mem\s+(.*)$/i;
const ROW =
  /^\W*(\d+)\/(\d+)\s+([\d.]+[KMGT]?B?)\s+((?:[-+\d.e]+|nan|inf)(?:\s+(?:[-+\d.e]+|nan|inf))*)(?::|\s*$)/;
/** `: 100%|███| 45/45 [`, `: 100% 45/45 [`, `: 100% ━━━ 45/45 4.5it/s`. */
const BAR = /:\s+\d+%\D*?\s(\d+)\/(\d+)\s/;
const SETTINGS = /^(?:labels|targets|instances|img_size|size)$/i;

export const yolo: LogFormat = {
  name: 'yolo',
  title: 'YOLO table',
  producer: { repeatsStates: true, counts: 'batches' },

  sniff: (line, memory) => (memory.yolo !== undefined && line.includes('/')) || /gpu_mem/i.test(line),

  parse(line, memory) {
    const header = HEADER.exec(line);
    if (header) {
      memory.yolo = header[1]!.trim().split(/\s+/);
      return { kind: 'event', values: [] };
    }
    const columns = memory.yolo;
    const row = columns ? ROW.exec(line) : null;
    if (!columns || !row) return undefined;
    const cells = row[4]!.trim().split(/\s+/);
    if (cells.length !== columns.length) return undefined;
    const values: Printed[] = [];
    columns.forEach((name, i) => {
      const value = SETTINGS.test(name) ? undefined : numberOf(cells[i]!);
      if (value === undefined) return;
      values.push({ name, value, exponent: value === 0 ? -5 : significant(value) });
    });
    const bar = BAR.exec(line);
    const result: LogLine = { kind: 'epoch', epoch: Number(row[1]), epochs: Number(row[2]), values };
    if (!bar) return result;
    // Before the first batch has ended there is no mean.
    const step = Number(bar[1]);
    return { ...result, kind: 'progress', step, total: Number(bar[2]), lags: true, traits: ['running-mean'] };
  },
};

function significant(value: number): number {
  return Number.isFinite(value) ? significantDigit(value, 4) : EXACT;
}
