import { number, only } from '../../param.js';
import { defineLoss, NUMBERS } from '../define-loss.js';
import { deviance } from './mean-tweedie-deviance.js';

/** The Tweedie deviance of this power, which an audit may state. */
const POWER = 1;

export const meanPoissonDeviance = defineLoss({
  name: 'mean_poisson_deviance',
  family: 'poisson',
  versions: '0.22-',
  names: { mean_poisson_deviance: '0.22-' },
  slots: NUMBERS,
  params: {
    power: only(number(POWER, { role: 'power' }), `${POWER}, its power`, (power) => power === POWER),
  },
  targets2d: 'column',
  checksWeights: '1.7',
  score: (inputs) => deviance(inputs, POWER),
});
