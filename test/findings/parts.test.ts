/** Findings of parts: what is asked of the values is gathered of each part's rows, and merged. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Audit, AuditOutput } from '../../src/audit/audit.js';
import { arraysOfRows, rowsOfOutput } from '../../src/audit/rows.js';
import type { Request } from '../../src/facts/fact.js';
import { FactStates } from '../../src/facts/states.js';
import { factsAsked, lookFor } from '../../src/findings/index.js';
import type { Report } from '../../src/report/audit/model.js';
import { reportText } from '../../src/report/audit/text.js';
import { ROOT } from '../cli/run-cli.js';
import { auditWithReport } from '../support/audit.js';
import { inFile } from '../support/in-file.js';

const BROKEN = `${ROOT}fixtures/broken/`;

/** Arrays that have no rows, or not along axis 0. */
function wholeSlots({ arrays, use }: AuditOutput): string[] {
  return Object.keys(arrays).filter((slot) => use.rows[slot] !== 0 || arrays[slot]?.shape.length === 0);
}

/** The facts of some rows, written and read. */
function part(output: AuditOutput, asked: readonly Request[], from: number, to: number): FactStates {
  const whole = wholeSlots(output);
  const states = new FactStates(asked, output.arrays, whole);
  const cut = arraysOfRows(output, { from, to });
  const arrays = Object.entries(output.arrays).map(([slot, array]) => [
    slot,
    (whole.includes(slot) ? array : cut[slot])?.data,
  ]);
  states.block(Object.fromEntries(arrays), from, to - from);
  return FactStates.from(JSON.parse(JSON.stringify(states.write())), asked, output.arrays, whole);
}

function ofParts(audit: Audit, size: number): FactStates[] {
  return factsAsked(audit).map((asked, i) => {
    const output = audit.outputs[i]!;
    const all = new FactStates(asked, output.arrays);
    const starts = Array.from({ length: Math.ceil(rowsOfOutput(output) / size) }, (_, k) => k * size);
    for (const from of starts.reverse())
      all.merge(part(output, asked, from, Math.min(rowsOfOutput(output), from + size)));
    return all;
  });
}

/** What takes whole arrays, so that nothing is said of it where they stay in files. */
const WHOLE = ['reported-differs', 'reported-rounding', 'smoothing-floor'];
const names = readdirSync(BROKEN).filter((name) => name.endsWith('.json'));

/** An audit whose arrays are read from files. */
function stored(audit: Audit, log: string[] = []): Audit {
  const outputs = audit.outputs.map((o) => ({
    ...o,
    arrays: Object.fromEntries(
      Object.entries(o.arrays).map(([slot, a]) => [slot, a && inFile(a, log)]),
    ) as unknown as AuditOutput['arrays'],
  }));
  return { ...audit, outputs };
}

describe.each(names)('%s', (name) => {
  const read = () => auditWithReport(JSON.parse(readFileSync(`${BROKEN}${name}`, 'utf8')), BROKEN);

  test.each([1, 2, 5])('parts of %i rows', async (size) => {
    const { audit, report } = await read();
    const { findings } = await lookFor(audit, report, {}, { states: ofParts(audit, size) });
    expect(findings).toEqual(report.findings);
  });

  test('one row is asked what all are asked', async () => {
    const { audit } = await read();
    const outputs = audit.outputs.map((o) => ({ ...o, arrays: arraysOfRows(o, { from: 0, to: 1 }) }));
    if (outputs.some((o) => rowsOfOutput(o) < 1)) return;
    expect(factsAsked(stored({ ...audit, outputs }))).toEqual(factsAsked(audit));
  });

  test.each([
    ['read again', undefined],
    ['that are too large to be read again', -1],
  ])('of arrays in files %s, what is not looked for is said', async (_, mostAgain) => {
    const { audit, report } = await read();
    const log: string[] = [];
    const { findings, notLookedFor } = await lookFor(stored(audit, log), report, {}, { mostAgain });
    const left = notLookedFor.map((one) => one.code);
    const codes = (all: Report['findings']) => all.map((f) => f.code).filter((code) => !left.includes(code));
    expect(codes(findings)).toEqual(codes(report.findings));
    // A number that takes a whole array may be missing.
    for (const { code, output, data } of findings)
      expect(report.findings.find((f) => f.code === code && f.output === output)?.data).toMatchObject(data);
    if (mostAgain === undefined) for (const code of left) expect(WHOLE).toContain(code);
    for (const { why } of notLookedFor) expect(why).toMatch(/whole arrays|computes the loss again/);
    expect(log.filter((x) => x === 'open')).toHaveLength(log.filter((x) => x === 'close').length);
  });
});

test('the report says what was not looked for', async () => {
  const { report } = await auditWithReport({ loss: 'mse', y_true: [1, 2], y_pred: [1, 4] });
  const why = 'it takes whole arrays';
  const left = ['non-finite', 'smoothing-axis'].map((code) => ({ code, why }));
  const options = { colour: false, width: 80, digits: 6, full: false };
  const text = reportText({ ...report, findings_not_looked_for: left }, options);
  expect(text).toContain(`not looked for: non-finite, smoothing-axis: ${why}`);
});
