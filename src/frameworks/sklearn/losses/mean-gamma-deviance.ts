import { number, only } from '../../param.js';
import { defineLoss, NUMBERS } from '../define-loss.js';
import { deviance } from './mean-tweedie-deviance.js';

/** The Tweedie deviance of this power, which an audit may state. */
const POWER = 2;

export const meanGammaDeviance = defineLoss({
  name: 'mean_gamma_deviance',
  family: 'gamma',
  versions: '0.22-',
  names: { mean_gamma_deviance: '0.22-' },
  slots: NUMBERS,
  params: {
    power: only(number(POWER, { role: 'power' }), `${POWER}, its power`, (power) => power === POWER),
  },
  targets2d: 'column',
  checksWeights: '1.7',
  score: (inputs) => deviance(inputs, POWER),
});
