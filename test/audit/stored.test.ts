/** Arrays that stay in their files give the report that they give in memory. */
import { describe, expect, test } from 'vitest';
import type { Audit } from '../../src/audit/audit.js';
import { rowCount } from '../../src/audit/rows.js';
import { runAudit } from '../../src/audit/run.js';
import { referenceEngine } from '../../src/engines/reference/engine.js';
import { cpuEngine } from '../../src/engines/tfjs/cpu.js';
import { LossauditError } from '../../src/errors.js';
import { FRAMEWORKS } from '../../src/frameworks/index.js';
import type { Report } from '../../src/report/audit/model.js';
import type { AnyArray } from '../../src/tensor/stored.js';
import { auditsOf, inFiles, withRows } from '../support/many-rows.js';

const ROWS = 1500;
/** Of each framework so many of its cases, evenly spread. */
const CASES = 40;

async function outcome(audit: Audit<AnyArray>, chunkRows?: number): Promise<Report | string> {
  const reference = referenceEngine({ dtype: 'float64', version: 'test', chunkRows });
  const headline = referenceEngine({ dtype: audit.dtype, version: 'test', chunkRows });
  const options = { full: false, version: 'test' };
  try {
    const report = await runAudit(audit, { headline, reference }, options);
    // How often files were read is told of files alone.
    const { note: _, ...engine } = report.engine;
    return { ...report, engine };
  } catch (error) {
    if (error instanceof LossauditError) return `${error.code} ${error.message}`;
    throw error;
  }
}

describe.each(FRAMEWORKS.map((f) => f.name))('%s', (framework) => {
  test('the same report', { timeout: 120_000 }, async () => {
    const all = (await auditsOf(framework)).filter((audit) => rowCount(audit) > 0);
    const every = Math.max(1, Math.floor(all.length / CASES));
    let reports = 0;
    for (const small of all.filter((_, i) => i % every === 0)) {
      const audit = withRows(small, ROWS);
      const inMemory = await outcome(audit);
      expect(await outcome(inFiles(audit), 7)).toEqual(inMemory);
      if (typeof inMemory !== 'string') reports++;
    }
    expect(reports).toBeGreaterThan(CASES / 4);
  });
});

describe('what takes arrays in memory refuses others', () => {
  const found = auditsOf('keras').then(([audit]) => inFiles(withRows(audit!, ROWS)));
  const reference = referenceEngine({ dtype: 'float64', version: 'test' });

  test('all values', async () => {
    const work = runAudit(await found, { headline: reference, reference }, { full: true, version: 'test' });
    await expect(work).rejects.toMatchObject({ code: 'array-not-in-memory', where: 'a.npy' });
  });

  test('tfjs', async () => {
    const headline = await cpuEngine('float32');
    const work = runAudit(await found, { headline, reference }, { full: false, version: 'test' });
    await expect(work).rejects.toMatchObject({ code: 'array-not-in-memory' });
  });
});
