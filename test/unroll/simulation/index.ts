/** One random log of one of the programs that lossaudit reads, and what is wrong with what it says of it. */

import { judge, type Violation } from './judge.js';
import { judgeTexts } from './judge-texts.js';
import { kerasLog } from './keras.js';
import { asked } from './product.js';
import * as programs from './programs.js';
import { Random } from './random.js';
import { cifarLog, scriptLog, tqdmLog } from './scripts.js';
import { hfTrainerLog, lightningLog, tfjsLog, tfTrainerLog } from './trainers.js';
import type { SimulatedLog } from './types.js';

const OTHERS: readonly ((random: Random) => SimulatedLog)[] = [
  ...[scriptLog, cifarLog, tqdmLog, hfTrainerLog, tfTrainerLog, lightningLog, tfjsLog],
  ...Object.values(programs),
];

export function logOf(seed: number): SimulatedLog {
  const random = new Random(seed);
  return random.chance(0.6) ? kerasLog(random) : random.pick(OTHERS)(random);
}

export async function simulated(seed: number): Promise<{ log: SimulatedLog; violations: Violation[] }> {
  const log = logOf(seed);
  const answered = await asked(log.text, log.options).catch((error: unknown) => String(error));
  // What a program printed is read, and what is true is taken.
  if (typeof answered === 'string')
    return { log, violations: [{ kind: `refused: ${answered}`, detail: '' }] };
  const violations = judge(log, answered.answer);
  if (seed % 20 === 0) violations.push(...judgeTexts(answered));
  return { log, violations };
}
