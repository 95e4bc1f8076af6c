/** An audit over several workers: what they give together, and what happens when one dies or refuses. */
import { describe, expect, test } from 'vitest';
import { AuditRun } from '../../src/audit/part.js';
import { rowCount } from '../../src/audit/rows.js';
import { runAudit } from '../../src/audit/run.js';
import { type PartWorker, reportByWorkers } from '../../src/cli/compute/parts.js';
import { referenceEngine } from '../../src/engines/reference/engine.js';
import { auditsOf, withRows } from '../support/many-rows.js';

const reference = referenceEngine({ dtype: 'float64', version: 'test' });
const engines = { headline: referenceEngine({ dtype: 'float32', version: 'test' }), reference };
const found = auditsOf('keras').then(([audit]) => withRows(audit!, 500));

async function byWorkers(change: (worker: PartWorker, nth: number) => PartWorker) {
  const audit = await found;
  const warnings: string[] = [];
  let started = 0;
  const start = (): PartWorker => {
    const own = AuditRun.of(audit, engines, { version: 'test' });
    const worker: PartWorker = {
      async ask({ from, to, earlier }) {
        const run = await own;
        for (const state of earlier) run.finish(run.read(state));
        return { state: structuredClone((await run.evaluateRows({ from, to })).write()) };
      },
      end: async () => undefined,
    };
    return change(worker, started++);
  };
  const run = await AuditRun.of(audit, engines, { version: 'test' });
  const all = { rows: rowCount(audit), border: 1 };
  const workers = { jobs: 3, start, warn: (text: string) => warnings.push(text) };
  return { report: await reportByWorkers(run, all, workers, {}), warnings };
}

const dead: PartWorker = {
  ask: () => Promise.reject(new Error('killed')),
  end: async () => undefined,
};

describe('workers', () => {
  test('give the report of one run', async () => {
    const { report, warnings } = await byWorkers((worker) => worker);
    expect(report).toEqual(await runAudit(await found, engines, { full: false, version: 'test' }));
    expect(warnings).toEqual([]);
  });

  test('one that dies is told, and its rows are computed again', async () => {
    const { report, warnings } = await byWorkers((worker, nth) => (nth === 1 ? dead : worker));
    expect(report).toEqual(await runAudit(await found, engines, { full: false, version: 'test' }));
    expect(warnings).toEqual(['a worker died (killed); rows 42 to 83 are computed again']);
  });

  test('over the same rows again it is an error, never a part of the result', async () => {
    await expect(byWorkers(() => dead)).rejects.toThrow('killed');
  });

  test('of refusals that of the lowest rows is told, and one of the reference before others', async () => {
    const refusing = (): PartWorker => ({
      ask: async ({ from }) => ({
        refused: {
          code: 'bad-mask',
          data: { key: 'mask', value: 2, at: from },
          where: `row ${from}`,
          aside: from === 0,
        },
      }),
      end: async () => undefined,
    });
    await expect(byWorkers(refusing)).rejects.toMatchObject({ code: 'bad-mask', where: 'row 42' });
  });
});
