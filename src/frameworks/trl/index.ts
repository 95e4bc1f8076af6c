/** TRL 1.16: the losses of its trainers, from the log-probabilities that the model gave. */

import { PLAIN_LOOPS } from '../../loops/plain.js';
import { defineFramework } from '../define-framework.js';
import { KNOWN } from '../known.js';
import type { TrlLoss } from './define-loss.js';
import { dpoAot } from './losses/dpo-aot.js';
import { dpoAotUnpaired } from './losses/dpo-aot-unpaired.js';
import { dpoApoDown } from './losses/dpo-apo-down.js';
import { dpoApoZero } from './losses/dpo-apo-zero.js';
import { dpoBcoPair } from './losses/dpo-bco-pair.js';
import { dpoDiscopop } from './losses/dpo-discopop.js';
import { dpoExoPair } from './losses/dpo-exo-pair.js';
import { dpoHinge } from './losses/dpo-hinge.js';
import { dpoIpo } from './losses/dpo-ipo.js';
import { dpoNcaPair } from './losses/dpo-nca-pair.js';
import { dpoRobust } from './losses/dpo-robust.js';
import { dpoSft } from './losses/dpo-sft.js';
import { dpoSigmoid } from './losses/dpo-sigmoid.js';
import { dpoSigmoidNorm } from './losses/dpo-sigmoid-norm.js';
import { dpoSppoHard } from './losses/dpo-sppo-hard.js';
import { grpoBnpo } from './losses/grpo-bnpo.js';
import { grpoCispo } from './losses/grpo-cispo.js';
import { grpoDapo } from './losses/grpo-dapo.js';
import { grpoDrGrpo } from './losses/grpo-dr-grpo.js';
import { grpoGrpo } from './losses/grpo-grpo.js';
import { grpoLuspo } from './losses/grpo-luspo.js';
import { grpoSapo } from './losses/grpo-sapo.js';
import { reward } from './losses/reward.js';
import { sftDft } from './losses/sft-dft.js';
import { sftNll } from './losses/sft-nll.js';
import { trlObjective, trlOpenName } from './objective.js';

const LOSSES: readonly TrlLoss[] = [
  dpoSigmoid,
  dpoHinge,
  dpoIpo,
  dpoExoPair,
  dpoNcaPair,
  dpoRobust,
  dpoBcoPair,
  dpoSppoHard,
  dpoAot,
  dpoAotUnpaired,
  dpoApoZero,
  dpoApoDown,
  dpoDiscopop,
  dpoSft,
  dpoSigmoidNorm,
  sftNll,
  sftDft,
  grpoGrpo,
  grpoBnpo,
  grpoDrGrpo,
  grpoDapo,
  grpoCispo,
  grpoSapo,
  grpoLuspo,
  reward,
];

/** Words for what each loss does by itself. */
const WORDS = ['mean over pairs', 'mean', 'sum/max(num_tokens,1)', 'own', 'default'];

export const trl = defineFramework({
  ...KNOWN.trl,
  versions: ['1.16.0'],
  means: {},
  losses: LOSSES,
  others: { vespo: '1.0-', 'GRPO vespo': '1.0-' },
  // `DPO sigmoid` is a loss_type of dpo_trainer.py.
  source: ({ name }) => `trl/trainer/${name.split(' ')[0]!.toLowerCase()}_trainer.py`,
  policies: [{ versions: '1.0-1.16', reductions: ['mean'] }],
  dtype: 'float32',
  slots: {},
  settings: () => ({}),
  params: (_, { accepts = {}, params }) => ({ ...accepts, ...params }),
  // There is no such argument: each loss_type divides in its own way, which its name says.
  reduction: (value) =>
    WORDS.includes(String(value)) || LOSSES.some(({ name }) => name === `GRPO ${value}`) ? 'mean' : value,
  open: (asked) => trlOpenName(asked, LOSSES),
  rows: (_, __, ___, ____, inBatches) => (inBatches ? {} : 'whole'),
  objective: trlObjective,
  loop: () => PLAIN_LOOPS[0]!,
});
