import { CLIPPED, clipped, defineGrpo, meanOfSequences } from '../kit/grpo.js';

export const grpoGrpo = defineGrpo('grpo', CLIPPED, { token: clipped, value: meanOfSequences });
