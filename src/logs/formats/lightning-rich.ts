/**
 * Lightning's Rich bar: `Epoch 0/0 ━━━ 3/3 0:00:00 • 0:00:00 1094.93it/s loss_step: 30.000` (`.3f`). It wraps
 * at the console's width.
 */
import { type LogFormat, type LogLine, matches, type Printed, printed } from '../lines/line.js';

const BAR =
  /Epoch (\d+)\/(\d+)\s+(?:(?!\w+\s)\S{1,300}\s+)?(\d+)\/(\d+)\s+(\d+:\d\d:\d\d)\s+\S+\s+(-?[-\d:]+)(?:\s+([\d.]+)it\/s)?/;
const PAIR = /(?<![\w./@-])([A-Za-z_][\w./@-]{0,100}):\s+([-+\w.]+)/g;

export const lightningRich: LogFormat = {
  name: 'lightning-rich',
  title: 'Lightning bar (Rich)',
  producer: { repeatsStates: true },

  sniff: (line) => line.includes('Epoch ') && /\d:\d\d:\d\d/.test(line),

  parse(line) {
    const bar = BAR.exec(line);
    if (!bar) return undefined;
    const values: Printed[] = [];
    const tail = line.slice(bar.index + bar[0].length);
    for (const pair of matches(PAIR, tail)) {
      const value = printed(pair[1]!, pair[2]!);
      if (value && pair[1] !== 'v_num') values.push(value);
    }
    const result: LogLine = {
      kind: values.length > 0 && bar[3] !== '0' ? 'progress' : 'counter',
      epoch: Number(bar[1]),
      epochs: Number(bar[2]),
      step: Number(bar[3]),
      total: Number(bar[4]),
      values,
      names: [...matches(/(?<![\w./@-])[A-Za-z_][\w./@-]{0,100}:/g, tail)].length,
      // Values stand on the next lines where the console is narrow.
      open: true,
    };
    if (bar[7] && Number(bar[7]) > 0) result.secondsPerUnit = 1 / Number(bar[7]);
    return result;
  },
};
