import { expect, test } from 'vitest';
import { simulated } from './simulation/index.js';

const SEED = Number(process.env.LOSSAUDIT_SEED ?? 12);
const LOGS = Number(process.env.LOSSAUDIT_LOGS ?? 10_000);

test(`what unroll promises of ${LOGS} random logs holds (LOSSAUDIT_SEED=${SEED})`, async () => {
  for (let seed = SEED; seed < SEED + LOGS; seed++) {
    const { log, violations } = await simulated(seed);
    const told = violations.map((v) => `${v.kind}: ${v.detail}`);
    expect(told, `LOSSAUDIT_SEED=${seed}: ${log.producer} ${JSON.stringify(log.options)}\n${log.text}`).toEqual([]);
  }
}, 300_000);
