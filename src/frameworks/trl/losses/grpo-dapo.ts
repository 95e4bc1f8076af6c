import { BY_ITEMS, CLIPPED, clipped, defineGrpo, overItems } from '../kit/grpo.js';

export const grpoDapo = defineGrpo(
  'dapo',
  { ...CLIPPED, ...BY_ITEMS },
  { token: clipped, value: overItems, accumulated: true },
);
