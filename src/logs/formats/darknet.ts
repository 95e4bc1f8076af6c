/**
 * Darknet: ` 2: 1457.889404, 1457.295410 avg loss, 0.000000 rate, 4.395 seconds, 128 images`: the loss of the
 * batch and an exponential average of it (`avg_loss = avg_loss*.9 + loss*.1`, detector.c).
 */
import { type LogFormat, NUMBER, printed } from '../lines/line.js';

const LINE = new RegExp(`(?:^|\\s)(\\d{1,15}): (-?${NUMBER}), (-?${NUMBER}) avg(?: loss)?, ${NUMBER} rate,`);

export const darknet: LogFormat = {
  name: 'darknet',
  title: 'Darknet training log',

  sniff: (line) => line.includes(' avg') && line.includes(' rate,'),

  parse(line) {
    const found = LINE.exec(line);
    const loss = found ? printed('loss', found[2]!) : undefined;
    const average = found ? printed('avg loss', found[3]!) : undefined;
    if (!found || !loss || !average) return undefined;
    return { kind: 'progress', index: true, step: Number(found[1]), values: [loss, average] };
  },
};
