/**
 * The console of tfjs-layers on Node: `Epoch 1 / 5`, a bar `eta=0.3 ====>--- loss=1.23`, then `123ms
 * 456us/step - acc=0.500 loss=1.23`. Two decimals for 0 and above 1, else enough for three digits, exponent
 * form below 0.01.
 */

import { seconds } from '../lines/keras-values.js';
import { type LogFormat, type LogLine, matches, type Printed, printed } from '../lines/line.js';

const EPOCH = /(?:^|\s)Epoch (\d+) \/ (\d+)\s*$/;
const DONE = /(?:^|\s)(\d+)ms (\d+)us\/step - (.*)$/;
const BAR = /(?:^|\s)eta=([\d.]+) [=>-]+ ?(.*)$/;
const PAIR = /(?<![\w./@-])([\w./@-]{1,100})=([-+\w.]+)/g;

function valuesOf(text: string): Printed[] {
  const values: Printed[] = [];
  for (const [, name = '', number = ''] of matches(PAIR, text)) {
    const value = printed(name, number);
    if (value) values.push(value);
  }
  return values;
}

export const tfjsNode: LogFormat = {
  name: 'tfjs-node',
  title: 'tfjs-node console',

  sniff: (line) => line.includes(' / ') || line.includes('us/step - ') || line.includes('eta='),

  parse(line) {
    const epoch = EPOCH.exec(line);
    if (epoch) return { kind: 'header', epoch: Number(epoch[1]), epochs: Number(epoch[2]), values: [] };
    const done = DONE.exec(line);
    if (done) {
      const values = valuesOf(done[3]!);
      if (values.length === 0) return undefined;
      const result: LogLine = { kind: 'epoch', final: true, secondsPerUnit: seconds(done[2]!, 'us'), values };
      return result;
    }
    const bar = BAR.exec(line);
    if (bar) return { kind: 'event', values: valuesOf(bar[2]!) };
    return undefined;
  },
};
