/**
 * The boxes of Stable-Baselines3, one a dump of its logger (stable_baselines3 2.9.2, common/logger.py,
 * HumanOutputFormat): groups such as `train/` with their keys below, floats of three significant digits, a
 * line of dashes above and below. Stable-Baselines 2, OpenAI's baselines and Spinning Up write them without
 * groups; a copy may lack a line of dashes.
 */
import { boxLine, EMPTY_BOX, hasKey, isGroup, withRow } from '../lines/box.js';
import { type LogFormat, numberOf } from '../lines/line.js';
import { withoutLogger } from '../lines/table-cells.js';

const ROW = /^\s{0,40}\|\s([^|]{1,200})\|([^|]{0,200})\|\s*$/;
const DASHES = /^\s{0,40}(?:-{9,200}|\+-{2,200}\+-{2,200}\+)\s*$/;
const GROUP = /^\s{0,40}\|\s{1,40}[\w-]{1,80}\/\s{0,200}\|\s{0,200}\|\s*$/;
const MOST_ROWS = 200;
/** `{value:<8.3g}` */
const DIGITS = 3;

export const stableBaselines: LogFormat = {
  name: 'stable-baselines',
  title: 'boxes of Stable-Baselines',
  producer: {
    means: [
      {
        // ppo.py: loss.item() of the last one; a2c.py has one batch an update.
        names: /^train\/loss$/,
        rule: 'value',
        says:
          "as recorded: the last minibatch's loss of PPO, the mean over the gradient steps of an update " +
          'of DQN and its kind',
      },
      {
        names: /^train\/.*loss$/,
        rule: 'value',
        says: 'the mean over the minibatches or gradient steps of the update (of A2C the one batch)',
      },
      {
        names: /^rollout\/ep_(?:rew|len)_mean$/,
        rule: 'value',
        says: 'the mean over the last stats_window_size (mostly 100) episodes',
      },
      { names: /^/, rule: 'value', says: 'as the logger had it at this dump' },
    ],
  },

  sniff(line, memory) {
    const bare = withoutLogger(line);
    return memory.box !== undefined || DASHES.test(bare) || GROUP.test(bare);
  },

  parse(given, memory) {
    const line = withoutLogger(given);
    const box = memory.box ?? (GROUP.test(line) ? EMPTY_BOX : undefined);
    if (DASHES.test(line)) {
      // The line below a box may be the one above the next.
      memory.box = EMPTY_BOX;
      return (box && boxLine(box, DIGITS)) ?? { kind: 'event', values: [] };
    }
    const [key = '', cell = ''] = (ROW.exec(line) ?? []).slice(1).map((text) => text.trim());
    // `| Epoch | Loss |` is the header of a table, and `| 1 | 0.9 |` its row.
    const begins = box !== undefined && box.rows.length === 0 && box.group === '';
    const isBox = !/^[-+.\d]/.test(key) && (!begins || isGroup(key, cell) || numberOf(cell) !== undefined);
    if (key === '' || box === undefined || !isBox || box.rows.length >= MOST_ROWS) {
      memory.box = undefined;
      return undefined;
    }
    if (hasKey(box, key)) {
      memory.box = withRow({ group: box.group, rows: [] }, key, cell);
      return boxLine(box, DIGITS) ?? { kind: 'event', values: [] };
    }
    memory.box = withRow(box, key, cell);
    return { kind: 'event', values: [] };
  },

  end: ({ box }) => box && boxLine(box, DIGITS),
};
