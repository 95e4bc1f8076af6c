// Writes schema/*.schema.json from the zod schemas of the built package; --check only compares.
import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { auditSchema } from '../dist/audit/schema.js';
import { reportSchema } from '../dist/report/schema.js';

export const SCHEMAS = { audit: auditSchema, report: reportSchema };

export function schemaText(schema) {
  return `${JSON.stringify(z.toJSONSchema(schema, { io: 'input' }), null, 2)}\n`;
}

let drift = 0;
for (const [name, schema] of Object.entries(SCHEMAS)) {
  const file = new URL(`../schema/${name}.schema.json`, import.meta.url);
  const text = schemaText(schema);
  if (!process.argv.includes('--check')) writeFileSync(file, text);
  else if (readFileSync(file, 'utf8') !== text) {
    console.error(`schema/${name}.schema.json differs from its zod schema: npm run schemas`);
    drift = 1;
  }
}
process.exitCode = drift;
