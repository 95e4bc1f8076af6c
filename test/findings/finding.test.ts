import { expect, test } from 'vitest';
import { CheckContext } from '../../src/findings/context.js';
import { defineFinding } from '../../src/findings/finding.js';
import { auditWithReport } from '../support/audit.js';

const DOCUMENTED = {
  code: 'made-up',
  severity: 'note',
  symptom: 'One sees it.',
  cause: 'It is there.',
  change: 'Nothing.',
  frameworks: 'none',
} as const;

const rows = defineFinding<{ readonly rows: number; readonly least?: number }>({
  ...DOCUMENTED,
  message: (d, { rules, loss }) => `${d.rows} rows of ${loss.name} in ${rules.title}.`,
  *find({ report }) {
    yield { data: { rows: report.audit.rows, least: undefined }, output: 'output', step: 'score' };
  },
});

test('a report has the declared data, and words about the output that is named', async () => {
  const { audit, report } = await auditWithReport({
    framework: 'keras@2.15',
    loss: 'mse',
    y_true: [1, 2],
    y_pred: [1, 4],
  });
  const found = [];
  for await (const one of rows.look(new CheckContext(audit, report))) found.push(one);
  expect(found).toEqual([
    {
      code: 'made-up',
      severity: 'note',
      output: 'output',
      step: 'score',
      data: { rows: 2 },
      message: '2 rows of mean_squared_error in Keras 2.15.0.',
    },
  ]);
});

test('data that are not complete do not compile', () => {
  const incomplete = defineFinding<{ readonly rows: number }>({
    ...DOCUMENTED,
    message: (d) => `${d.rows} rows`,
    // @ts-expect-error: the number of rows is missing
    *find() {
      yield { data: {} };
    },
  });
  const untyped = defineFinding<{ readonly rows: number }>({
    ...DOCUMENTED,
    // @ts-expect-error: no such data
    message: (d) => `${d.columns} columns`,
    *find() {},
  });
  expect([incomplete.code, untyped.code]).toEqual(['made-up', 'made-up']);
});
