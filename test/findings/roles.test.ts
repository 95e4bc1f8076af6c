/**
 * A finding is written once for all frameworks: it asks for roles, and what belongs to one framework is
 * declared beside it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import type { Audit } from '../../src/audit/audit.js';
import { readAudit } from '../../src/audit/read.js';
import { auditReport } from '../../src/audit.js';
import { chooseEngines } from '../../src/engines/choose.js';
import type { FindingReport } from '../../src/report/audit/model.js';
import { ROOT } from '../cli/run-cli.js';
import { finding, reportOf } from '../support/audit.js';
import { elsewhere, saidElsewhere } from '../support/elsewhere.js';

const BROKEN = `${ROOT}fixtures/broken/`;
const WORDS =
  /keras|torch|from_logits|label_smoothing|ignore_class|ignore_index|sum_over_batch_size|batchmean|mean_with_sample_weight|\b2\.15\b/i;

const auditOf = (file: string): Promise<Audit> =>
  readAudit(readFileSync(`${BROKEN}${file}`), {}, { source: 'test', baseDir: BROKEN, roots: [] });

async function findings(audit: Audit): Promise<FindingReport[]> {
  const engines = await chooseEngines('reference', audit.dtype, 'test');
  return (await auditReport(audit, engines, { full: false, version: 'test' })).findings;
}

test('a loss without a parameter for logits is not said to have one', async () => {
  const report = await reportOf({
    framework: 'keras@3',
    loss: 'kl_divergence',
    y_true: [[1, 0]],
    y_pred: [[-1, 2]],
  });
  expect(finding(report, 'predictions-not-probabilities')?.message).toBe(
    '2 of 2 predictions outside 0 to 1 (from -1 to 2), and kl_divergence takes probabilities: they are clipped. They look like logits.',
  );
});

describe('a framework with other words for the same roles', () => {
  const framework = elsewhere();

  test.each(readdirSync(BROKEN))('%s', async (file) => {
    const audit = await auditOf(file);
    const there = await findings(saidElsewhere(audit, elsewhere(true, audit.rules.home)));
    const own = await findings(audit);
    const seen = (f: FindingReport) => [f.code, f.output, f.step, Object.keys(f.data), numbersOf(f)];
    expect(there.map(seen)).toEqual(own.map(seen));
    for (const { message } of there) expect(message).not.toMatch(WORDS);
  });

  test.each([
    ['predictions-not-probabilities', 'and raw is false: they are clipped'],
    ['probabilities-as-logits', 'but raw is true: the activation is applied twice'],
    ['smoothing-floor', 'With softness 0.1 no prediction costs less'],
    ['zero-weights-change-denominator', 'From Elsewhere 12.3 on it counts all of them: 0.133333 in 12.15.'],
    ['reduction-factor', 'With combine "total" the loss is'],
    ['default-framework', 'Elsewhere 12.'],
  ])('%s says it in its words', async (code, words) => {
    const found = await findings(saidElsewhere(await auditOf(`${code}.json`), framework));
    expect(found.find((f) => f.code === code)?.message).toContain(words);
  });

  test('classes on another axis are not looked at, whatever names it', async () => {
    const rows = { loss: 'categorical_crossentropy', y_true: [[[1], [0]]], y_pred: [[[0.5], [0.1]]] };
    const looked = async (params: object) => {
      const bytes = Buffer.from(JSON.stringify({ framework: 'keras@3.15', ...rows, params }));
      const audit = await readAudit(bytes, {}, { source: 'test', baseDir: BROKEN, roots: [] });
      const [own, there] = [await findings(audit), await findings(saidElsewhere(audit, framework))];
      expect(there.map((f) => f.code)).toEqual(own.map((f) => f.code));
      return own.map((f) => f.code);
    };
    expect(await looked({})).toContain('rows-not-normalized');
    expect(await looked({ axis: -1 })).toContain('rows-not-normalized');
    expect(await looked({ axis: 1 })).not.toContain('rows-not-normalized');
  });

  test('a count of weights that no other version makes is nothing to compare with', async () => {
    const audit = saidElsewhere(await auditOf('zero-weights-change-denominator.json'), elsewhere(false));
    expect((await findings(audit)).map((f) => f.code)).not.toContain('zero-weights-change-denominator');
  });
});

/** Numbers do not depend on words. */
function numbersOf({ data }: FindingReport): number[] {
  return Object.values(data).filter((v) => typeof v === 'number');
}

/** Names, numbers and texts of a file, but for what a finding says to the documentation. */
function logicOf(file: string): string[] {
  const source = ts.createSourceFile(
    file,
    readFileSync(`${ROOT}src/${file}`, 'utf8'),
    ts.ScriptTarget.Latest,
  );
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) return;
    // 2.5 is a number; versions are texts.
    if (ts.isNumericLiteral(node) && /^\d+\.\d+$/.test(node.text)) return;
    if (ts.isPropertyAssignment(node) && PROSE.has(node.name.getText(source))) return;
    if (ts.isIdentifier(node) || ts.isLiteralExpression(node) || ts.isTemplateLiteralToken(node))
      found.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const PROSE = new Set(['symptom', 'cause', 'change', 'frameworks']);
/** Names, versions, epsilons and defaults of one framework. */
const OF_ONE_FRAMEWORK =
  /keras|torch|tensorflow|jax|from_logits|label_smoothing|ignore_(?:class|index)|epsilon|sum_over_batch_size|with_sample_weight|^(?:1e-0?7|-100)$|^\d+\.\d+\.\d+$|^[23]\.\d+$/i;

/** Tables of what people try, whatever framework it comes from. */
const TABLES = ['explain/usual-values.ts', 'explain/axes/clip.ts'];

describe('no file names what belongs to one framework', () => {
  const files = ['findings', 'explain'].flatMap((room) =>
    readdirSync(`${ROOT}src/${room}`, { recursive: true, encoding: 'utf8' })
      .filter((f) => f.endsWith('.ts'))
      .map((f) => `${room}/${f}`)
      .filter((f) => !TABLES.includes(f)),
  );

  test.each([...files, 'audit.ts'])('%s', (file) => {
    expect(logicOf(file).filter((text) => OF_ONE_FRAMEWORK.test(text))).toEqual([]);
  });

  test.each(['params.from_logits', "withVersion('2.15')", 'x > 1e-7', "'mean_with_sample_weight'"])(
    '%s',
    (code) => {
      expect(code.split(/[^\w.-]+/).some((word) => OF_ONE_FRAMEWORK.test(word))).toBe(true);
    },
  );
});
