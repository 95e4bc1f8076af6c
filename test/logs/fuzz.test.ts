/** Logs cut, doubled and overwritten: whatever comes in, it is read, or refused as no log. */
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LossauditError } from '../../src/errors.js';
import { unrollCsv, unrollJson } from '../../src/report/unroll/json.js';
import { unrollText } from '../../src/report/unroll/text.js';
import { unrollLog } from '../../src/unroll/unroll-log.js';
import { ROOT } from '../cli/run-cli.js';

const folders = ['fixtures/logs/corpus/', 'fixtures/logs/reference/', 'fixtures/logs/hf/'];
const logs = folders.flatMap((folder) => {
  try {
    return readdirSync(ROOT + folder)
      .filter((f) => f !== 'truth.json')
      .map((f) => readFileSync(ROOT + folder + f).subarray(0, 4000));
  } catch {
    return [];
  }
});

const cut = fc.record({ kind: fc.constant('cut' as const), at: fc.nat(4000), length: fc.nat(300) });
const double = fc.record({ kind: fc.constant('double' as const), at: fc.nat(4000), length: fc.nat(300) });
const over = fc.record({
  kind: fc.constant('over' as const),
  at: fc.nat(4000),
  bytes: fc.oneof(
    fc.uint8Array({ maxLength: 8 }),
    fc
      .constantFrom(
        '0/0',
        '99999999999999999999',
        '-1/5',
        'nan',
        '1e999',
        '\r',
        '\n',
        '\b\b',
        '\u001b[2K',
        '{',
        '}',
        '"',
        '|',
        '100%',
      )
      .map((s) => new TextEncoder().encode(s)),
  ),
});

function mutated(
  log: Uint8Array,
  steps: readonly (typeof cut | typeof double | typeof over extends fc.Arbitrary<infer T> ? T : never)[],
): Buffer {
  let bytes = Buffer.from(log);
  for (const s of steps) {
    const at = s.at % (bytes.length + 1);
    if (s.kind === 'over')
      bytes = Buffer.concat([bytes.subarray(0, at), s.bytes, bytes.subarray(at + s.bytes.length)]);
    else {
      const part = bytes.subarray(at, at + s.length);
      const rest = bytes.subarray(at + s.length);
      bytes = Buffer.concat(
        s.kind === 'cut' ? [bytes.subarray(0, at), rest] : [bytes.subarray(0, at), part, part, rest],
      );
    }
  }
  return bytes;
}

test('every output of a damaged log', async () => {
  expect(logs.length).toBeGreaterThan(150);
  const damaged = fc.tuple(
    fc.nat(logs.length - 1),
    fc.array(fc.oneof(cut, double, over), { minLength: 1, maxLength: 6 }),
    fc.integer({ min: 1, max: 700 }),
  );
  await fc.assert(
    fc.asyncProperty(damaged, async ([log, steps, chunk]) => {
      const bytes = mutated(logs[log], steps);
      const chunks = Array.from({ length: Math.ceil(bytes.length / chunk) }, (_, i) =>
        bytes.subarray(i * chunk, (i + 1) * chunk),
      );
      try {
        const { report } = await unrollLog('log', chunks);
        JSON.parse([...unrollJson(report, 'test')].join(''));
        expect([...unrollCsv(report)].join('')).not.toContain('undefined');
        const text = [...unrollText(report, { width: 80, colour: false, full: false })].join('');
        for (const line of text.split('\n')) expect([...line].length, line).toBeLessThanOrEqual(80);
        for (const series of report.series)
          for (const epoch of series.epochs())
            for (const metric of epoch.metrics)
              for (const { from, to, bound } of metric.intervals()) {
                expect(from).toBeLessThanOrEqual(to);
                if (bound !== undefined) expect(bound).toBeGreaterThanOrEqual(0);
              }
      } catch (error) {
        if (!(error instanceof LossauditError)) throw error;
        expect(error.code).toBe('log-not-recognised');
      }
    }),
    { numRuns: 600, seed: 20261125 },
  );
}, 120_000);
