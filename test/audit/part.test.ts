/** Parts of the rows, merged in any order, written and read again, give the report of one run to the bit. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Audit } from '../../src/audit/audit.js';
import { AuditRun, type AuditState } from '../../src/audit/part.js';
import { rowCount } from '../../src/audit/rows.js';
import { runAudit } from '../../src/audit/run.js';
import { referenceEngine } from '../../src/engines/reference/engine.js';
import { LossauditError } from '../../src/errors.js';
import { FRAMEWORKS } from '../../src/frameworks/index.js';
import type { Report } from '../../src/report/audit/model.js';
import type { AnyArray } from '../../src/tensor/stored.js';
import { auditsOf, inFiles, withRows } from '../support/many-rows.js';

const OPTIONS = { full: false, version: 'test' };
/** Of each framework so many of its cases, evenly spread. */
const CASES = 25;

function enginesFor(audit: Audit<AnyArray>, chunkRows?: number) {
  const reference = referenceEngine({ dtype: 'float64', version: 'test', chunkRows });
  if (audit.dtype === 'float64') return { headline: reference, reference };
  return { headline: referenceEngine({ dtype: audit.dtype, version: 'test', chunkRows }), reference };
}

async function orRefusal(work: Promise<Report>): Promise<Report | string> {
  try {
    // How often files were read is told of one run alone.
    const report = await work;
    const { note: _, ...engine } = report.engine;
    return { ...report, engine };
  } catch (error) {
    if (error instanceof LossauditError) return `${error.code}: ${error.message}`;
    throw error;
  }
}

/** Where rows are cut, and in which order parts are merged. */
interface Split {
  readonly cuts: readonly number[];
  readonly order: number;
  readonly chunkRows?: number;
}

const splits: fc.Arbitrary<Split> = fc.record({
  cuts: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 4 }),
  order: fc.nat(),
  chunkRows: fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined }),
});

/** Each part by a run of its own, as machines do; later passes are told what the earlier ones gave. */
async function merged(audit: Audit<AnyArray>, { cuts, order, chunkRows }: Split): Promise<Report> {
  const rows = rowCount(audit);
  const size = audit.batchSize ?? 1;
  const borders = cuts.map((c) => Math.min(rows, Math.round((c * rows) / size) * size));
  const at = [...new Set([0, ...borders, rows])].sort((a, b) => a - b);
  const parts = rows === 0 ? [{ from: 0, to: 0 }] : at.slice(1).map((to, i) => ({ from: at[i]!, to }));
  const engines = enginesFor(audit, chunkRows);
  const whole = await AuditRun.of(audit, engines, OPTIONS);
  const earlier: string[] = [];
  do {
    const states: AuditState[] = [];
    for (const part of parts) {
      const run = await AuditRun.of(audit, enginesFor(audit), OPTIONS);
      for (const text of earlier) run.finish(run.read(JSON.parse(text)));
      states.push(whole.read(JSON.parse(JSON.stringify((await run.evaluateRows(part)).write()))));
    }
    // Some order of them.
    states.sort((a, b) => (((states.indexOf(a) + 1) * order) % 7) - (((states.indexOf(b) + 1) * order) % 7));
    const [first, ...others] = states;
    for (const state of others) first!.merge(state);
    earlier.push(JSON.stringify(first!.write()));
    whole.finish(first!);
  } while (!whole.done);
  return whole.report();
}

describe.each(FRAMEWORKS.map((f) => f.name))('%s', (framework) => {
  test.each([undefined, 90])('of %s rows', { timeout: 120_000 }, async (rows) => {
    const all = (await auditsOf(framework)).filter((audit) => rowCount(audit) > 0);
    const every = Math.max(1, Math.floor(all.length / CASES));
    const audits = all.filter((_, i) => i % every === 0).map((a) => (rows ? withRows(a, rows) : a));
    for (const [i, audit] of audits.entries()) {
      const given = i % 2 === 0 ? audit : inFiles(audit);
      const expected = await orRefusal(runAudit(given, enginesFor(audit), OPTIONS));
      await fc.assert(
        fc.asyncProperty(splits, async (split) => {
          expect(await orRefusal(merged(given, split))).toEqual(expected);
        }),
        { numRuns: 4 },
      );
    }
  });
});

describe('what is not the whole is refused', () => {
  const found = auditsOf('keras').then(([audit]) => withRows(audit!, 100));
  const part = async (rows: { from: number; to: number }) => {
    const audit = await found;
    const run = await AuditRun.of(audit, enginesFor(audit), OPTIONS);
    return { run, state: await run.evaluateRows(rows) };
  };

  test('a gap', async () => {
    const { run, state } = await part({ from: 0, to: 40 });
    state.merge((await part({ from: 41, to: 100 })).state);
    expect(() => run.finish(state)).toThrow(/rows are missing/);
  });

  test('rows twice', async () => {
    const { state } = await part({ from: 0, to: 40 });
    const { state: other } = await part({ from: 39, to: 100 });
    expect(() => state.merge(other)).toThrow(/positions 39 to 39 are there twice/);
  });

  test('a state of another audit', async () => {
    const { state } = await part({ from: 0, to: 100 });
    const audit = withRows(await found, 200);
    const run = await AuditRun.of(audit, enginesFor(audit), OPTIONS);
    expect(() => run.read(JSON.parse(JSON.stringify(state.write())))).toThrow(/no state of this computation/);
  });
});
