/**
 * Golden files of the reporters: how a report reads, at 80 and 120 columns, and its JSON. They hold layout
 * and wording; the numbers are proved elsewhere. `npx vitest run test/report -u` rewrites them: look at the
 * difference.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readAudit } from '../../src/audit/read.js';
import { runAudit } from '../../src/audit/run.js';
import { chooseEngines } from '../../src/engines/choose.js';
import { reportMarkdown } from '../../src/report/audit/markdown.js';
import { reportText } from '../../src/report/audit/text.js';
import { reportJson } from '../../src/report/json.js';
import { ROOT } from '../cli/run-cli.js';

const long = {
  name: 'a long one: numbers of many sizes',
  framework: 'keras@3',
  loss: 'binary_crossentropy',
  y_true: Array.from({ length: 40 }, (_, i) => [i % 2]),
  y_pred: Array.from({ length: 40 }, (_, i) => [i / 39]),
};
const nan = {
  name: 'not a number',
  framework: 'keras@2.2',
  loss: 'mse',
  y_true: [1, 2, 3],
  y_pred: ['NaN', 2, 5],
  mask: [1, 0, 0],
  sample_weight: [0, 1, 1],
};

const audits: Record<string, Uint8Array> = {
  quickstart: readFileSync(`${ROOT}fixtures/quickstart.json`),
  masked: readFileSync(`${ROOT}examples/masked.json`),
  'two-outputs': readFileSync(`${ROOT}examples/two-outputs.json`),
  long: Buffer.from(JSON.stringify(long)),
  nan: Buffer.from(JSON.stringify(nan)),
};

describe.each(Object.keys(audits))('%s', (name) => {
  const report = async () => {
    const audit = await readAudit(audits[name], {}, { source: `${name}.json`, baseDir: ROOT, roots: [] });
    return runAudit(audit, await chooseEngines('tfjs-cpu', audit.dtype, '0.0.0'), {
      full: false,
      version: '0.0.0',
    });
  };

  test.each([80, 120])('text in %i columns', async (width) => {
    const text = reportText(await report(), { width, colour: false, digits: 6, full: false });
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(width);
    await expect(text).toMatchFileSnapshot(`../golden/${name}.${width}.txt`);
  });

  test('JSON', async () => {
    await expect(reportJson(await report())).toMatchFileSnapshot(`../golden/${name}.json`);
  });

  test('Markdown', async () => {
    await expect(reportMarkdown(await report(), 6)).toMatchFileSnapshot(`../golden/${name}.md`);
  });
});
