/** The Trainer of Hugging Face, which prints dicts. */
import { TRAINER_LOOPS } from '../../loops/huggingface.js';
import { VersionRange } from '../../text/version.js';
import type { Producer } from '../lines/producer.js';

const quoted = TRAINER_LOOPS.find((loop) => loop.printed === '4 significant');
const plain = TRAINER_LOOPS.findLast((loop) => loop.printed === 'round 4');
/** Numbers stand in the dict as they are, or as texts of four significant digits. */
const [BARE, QUOTED] = [`-${plain?.to}`, `${quoted?.from}-`];

export const TRAINER: Producer = {
  versions: {
    eras: [BARE, QUOTED],
    clues: [
      { traits: ['repr'], eras: [BARE] },
      { traits: ['quoted'], eras: [QUOTED] },
    ],
    title: ([range = '']) => `transformers ${VersionRange.of(range).text}`,
  },
  counts: 'batches',
  steps: 'of bars beside',
  // logging_nan_inf_filter
  filtered: 'loss',
};
