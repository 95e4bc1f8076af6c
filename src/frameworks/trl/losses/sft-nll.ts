import { defineSft } from '../kit/sft.js';

export const sftNll = defineSft('nll', (logps) => logps.neg());
