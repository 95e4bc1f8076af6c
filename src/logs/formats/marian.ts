/**
 * Marian: `Ep. 1 : Up. 100 : Sen. 5,000 : Cost 9.5 * 100,000 after 100,000 : Time 10.5s : …`: the mean since
 * the line before, by sentence or by label as `cost-type` says (marian-dev, training/scheduler.h: costSum and
 * its count begin anew at each line); `[valid] Ep. 1 : Up. 5000 : cross-entropy : 120.5 : new best`.
 */
import { type LogFormat, type LogLine, NUMBER, printed } from '../lines/line.js';
import { LineValues } from '../lines/values.js';

const LINE = /\bEp\. (\d{1,9})(?:\.\d{1,9})? : Up\. ([\d,]{1,20}) : /;
const COST = new RegExp(`^Sen\\. [\\d,.]{1,20} : Cost (${NUMBER})`);
const VALID = new RegExp(`^([\\w-]{1,60}) : (${NUMBER}) : `);
const SETTING = / : (Time|gNorm|L\.r\.)? ?(\d[\d.,e+-]{0,30})(?=s? |s?$)/g;

export const marian: LogFormat = {
  name: 'marian',
  title: 'Marian training log',
  producer: {
    counts: 'tokens',
    means: [
      {
        names: /^Cost$/,
        rule: 'window',
        says: 'the mean since the line before, by sentence or by label as cost-type says',
      },
    ],
  },

  sniff: (line) => line.includes('Ep. ') && line.includes(' : Up. '),

  parse(line) {
    const match = LINE.exec(line);
    if (!match) return undefined;
    const rest = line.slice(match.index + match[0].length);
    const cost = COST.exec(rest);
    const valid = cost ? null : VALID.exec(rest);
    const value = cost
      ? printed('Cost', cost[1]!)
      : valid
        ? printed(`valid ${valid[1]}`, valid[2]!)
        : undefined;
    if (!value) return undefined;
    const found = new LineValues();
    found.add(value);
    for (const [, name = 'words/s', text = ''] of cost ? rest.matchAll(SETTING) : [])
      found.leave('setting', name, text);
    // `Up.` counts over the whole training.
    const step = Number(match[2]!.replaceAll(',', ''));
    const result: LogLine = { kind: 'progress', step, values: found.values };
    if (found.aside) result.aside = found.aside;
    if (cost) result.traits = ['window-mean-script'];
    return result;
  },
};
