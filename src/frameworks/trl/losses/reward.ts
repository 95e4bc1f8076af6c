import { constant } from '../../../expr/node.js';
import { logSigmoid } from '../../math.js';
import { number, optional } from '../../param.js';
import { defineLoss } from '../define-loss.js';
import { halves, requireShape } from '../kit/shapes.js';

export const reward = defineLoss({
  name: 'Reward',
  family: 'preference',
  versions: '1.0-',
  names: { Reward: '1.0-', RewardTrainer: '1.0-', 'RewardTrainer.compute_loss': '1.0-' },
  example: { shapes: { y_pred: '2N' } },
  slots: { y_pred: { aliases: ['rewards', 'logits'] }, margin: { optional: true } },
  params: { center_rewards_coefficient: optional(number(0)) },
  terms({ arrays, params, title }) {
    const given = arrays.y_pred!;
    const rewards = given.rank === 2 && given.shape[1] === 1 ? given.squeeze(1) : given;
    requireShape(title, 'y_pred', rewards, [given.shape[0] ?? 0], 'a reward for each completion');
    const [chosen, rejected] = halves(title, rewards);
    const { margin } = arrays;
    if (margin) requireShape(title, 'margin', margin, chosen.shape, 'one for each pair');
    const apart = chosen.sub(rejected);
    const loss = logSigmoid(margin ? apart.sub(margin) : apart).neg();
    const { center_rewards_coefficient: center } = params;
    return { score: center === null ? loss : loss.add(constant(center).mul(chosen.add(rejected).square())) };
  },
});
