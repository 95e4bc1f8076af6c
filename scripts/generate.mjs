// Writes what is generated from the sources of the built package: schema/*.schema.json from the zod schemas,
// docs/findings.md from the definitions of the findings, docs/frameworks/ (below a mark) from what frameworks
// declare and their graphs, man/lossaudit.1 from the commands. --check only compares.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { lossesSchema } from '../build/audit/losses-schema.js';
import { auditSchema } from '../build/audit/schema.js';
import { frameworkItems, frameworkReports } from '../build/catalogue/index.js';
import { enginesSchema } from '../build/engines/status-schema.js';
import { auditReport, chooseEngines, FINDINGS, readAudit } from '../build/index.js';
import { reportSchema } from '../build/report/audit/schema.js';
import { frameworkPage } from '../build/report/catalogue/page.js';
import { catalogueSchema } from '../build/report/catalogue/schema.js';
import { checkSchema } from '../build/report/check/schema.js';
import { compareSchema } from '../build/report/compare/schema.js';
import { explainSchema } from '../build/report/explain/schema.js';
import { inspectSchema } from '../build/report/inspect/schema.js';
import { replaySchema } from '../build/report/replay/schema.js';
import { unrollSchema } from '../build/report/unroll/schema.js';
import { manPage } from './man-page.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const files = {
  'schema/audit.schema.json': schemaText(auditSchema),
  'schema/losses.schema.json': schemaText(lossesSchema),
  'schema/report.schema.json': schemaText(reportSchema),
  'schema/unroll.schema.json': schemaText(unrollSchema),
  'schema/inspect.schema.json': schemaText(inspectSchema),
  'schema/replay.schema.json': schemaText(replaySchema),
  'schema/compare.schema.json': schemaText(compareSchema),
  'schema/explain.schema.json': schemaText(explainSchema),
  'schema/check.schema.json': schemaText(checkSchema),
  'schema/catalogue.schema.json': schemaText(catalogueSchema),
  'schema/engines.schema.json': schemaText(enginesSchema),
  'man/lossaudit.1': manPage(),
  'docs/findings.md': await findingsPage(),
  ...(await frameworkPages()),
};

let drift = 0;
for (const [name, text] of Object.entries(files)) {
  if (!process.argv.includes('--check')) writeFileSync(root + name, text);
  else if (readFileSync(root + name, 'utf8') !== text) {
    console.error(`${name} differs from its source: npm run generate`);
    drift = 1;
  }
}
process.exitCode = drift;

function schemaText(schema) {
  return `${JSON.stringify(z.toJSONSchema(schema, { io: 'input' }), null, 2)}\n`;
}

/** What stands above the mark is written by hand. */
async function frameworkPages() {
  const mark = '<!-- From here on: npm run generate -->';
  const pages = {};
  for (const item of frameworkItems()) {
    const name = `docs/frameworks/${item.framework}.md`;
    const [head] = readFileSync(root + name, 'utf8').split(mark);
    const own = frameworkPage(item, await frameworkReports(item.framework));
    pages[name] = `${head.trimEnd()}\n\n${mark}\n\n${own}`;
  }
  return pages;
}

async function findingsPage() {
  const sections = [];
  for (const { code, severity, symptom, cause, change, frameworks } of FINDINGS) {
    const file = `fixtures/broken/${code}.json`;
    const audit = await readAudit(
      readFileSync(root + file),
      {},
      { source: file, baseDir: `${root}fixtures/broken`, roots: [] },
    );
    const report = await auditReport(audit, await chooseEngines('reference', audit.dtype, ''), {
      full: false,
      version: '',
    });
    const { message } = report.findings.find((f) => f.code === code);
    sections.push(`## ${code}

**${severity}** · ${frameworks}

- **What you see:** ${symptom}
- **Why:** ${cause}
- **What to change:** ${change}

\`\`\`sh
npx lossaudit compute ${file} --only ${code} --fail-on never
\`\`\`

> ${message}
`);
  }
  return `# Findings

What lossaudit notices beside the number itself. A finding is stated only where it is true of these arrays under this rule. An **error** means that the value says nothing about the
predictions; a **warning** that the value is what the framework gives, but most likely not what was meant; a **note** that it is worth knowing. \`--fail-on error|warning|note|never\` says which of
them make \`compute\` end with exit code 1 (default \`error\`); \`--only CODE\` and \`--ignore CODE\` choose. \`lossaudit list checks\` prints this list. Written by \`npm run generate\` from the
definitions in \`src/findings\`.

${sections.join('\n')}`;
}
