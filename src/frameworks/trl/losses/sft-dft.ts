import { defineSft } from '../kit/sft.js';

/** Each token times its own probability. */
export const sftDft = defineSft('dft', (logps) => logps.neg().mul(logps.exp()));
