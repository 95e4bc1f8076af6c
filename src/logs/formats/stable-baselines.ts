/**
 * The boxes of Stable-Baselines3, one a dump of its logger (stable_baselines3 2.9.2, common/logger.py,
 * HumanOutputFormat): groups such as `train/` with their keys below, floats of three significant digits, a
 * line of dashes above and below. Stable-Baselines 2 and OpenAI's baselines write them without groups.
 */
import { boxLine, EMPTY_BOX, withRow } from '../lines/box.js';
import type { LogFormat } from '../lines/line.js';

const ROW = /^\s{0,40}\|\s([^|]{1,200})\|([^|]{0,200})\|\s*$/;
const DASHES = /^\s{0,40}-{9,200}\s*$/;
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

  sniff: (line, memory) => memory.box !== undefined || DASHES.test(line),

  parse(line, memory) {
    const { box } = memory;
    if (DASHES.test(line)) {
      // The line below a box may be the one above the next.
      memory.box = EMPTY_BOX;
      return (box && boxLine(box, DIGITS)) ?? { kind: 'event', values: [] };
    }
    const [, key = '', cell = ''] = ROW.exec(line) ?? [];
    if (key === '' || box === undefined || box.rows.length >= MOST_ROWS) {
      memory.box = undefined;
      return undefined;
    }
    memory.box = withRow(box, key.trim(), cell.trim());
    return { kind: 'event', values: [] };
  },

  end: ({ box }) => box && boxLine(box, DIGITS),
};
