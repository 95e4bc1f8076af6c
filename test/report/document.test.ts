/**
 * Documents in columns and in Markdown. Widths are counted by hand, after Unicode's East Asian Width (UAX
 * 11) and what terminals draw: ideographs, kana, Hangul and emoji take two columns, combining marks none.
 */
import { describe, expect, test } from 'vitest';
import { type Block, type BlockOf, BREAK } from '../../src/report/layout/document.js';
import { markdownOf } from '../../src/report/layout/markdown.js';
import { textOf } from '../../src/report/layout/text.js';
import { cut, fitting, padEnd, widthOf } from '../../src/report/layout/width.js';
import { wrapText } from '../../src/report/layout/wrap.js';

const text = (blocks: Iterable<Block>, width = 80, colour = false) =>
  [...textOf(blocks, { width, colour })].join('');
const markdown = (blocks: Iterable<Block>) => [...markdownOf(blocks)].join('');

/** One of every kind: a kind that is new does not compile without its row here. */
const EVERY: { readonly [K in Block['kind']]: BlockOf<K> } = {
  heading: { kind: 'heading', level: 1, title: 'a title' },
  text: { kind: 'text', text: 'a text' },
  facts: { kind: 'facts', facts: ['a fact', 'another'] },
  table: { kind: 'table', columns: [{ name: 'a column', kind: 'text' }], rows: [['a cell']] },
  steps: {
    kind: 'steps',
    steps: [
      {
        name: 'a step',
        formula: 'a + b',
        shape: '[1]',
        why: 'because',
        values: { texts: ['1.5'], row: 1, count: 1, full: false, remarks: [] },
      },
    ],
  },
  results: { kind: 'results', results: [{ label: 'a label', value: '1.5' }] },
  chart: {
    kind: 'chart',
    legend: 'a legend',
    data: {
      points: [
        { at: 1, value: 1 },
        { at: 2, value: 2 },
      ],
      spans: [],
      label: String,
    },
  },
  note: { kind: 'note', severity: 'note', code: 'a-code', message: 'a message' },
  list: { kind: 'list', items: [{ mark: { text: 'ok' }, text: 'an item', details: [] }] },
  code: { kind: 'code', lines: ['a command', 'another'] },
  gap: { kind: 'gap' },
  // Printed where the answer is off the screen: below.
  again: { kind: 'again', blocks: [] },
};

test.each(Object.values(EVERY).map((b) => [b.kind, b] as const))(
  'every printer says all of a %s',
  (_, block) => {
    const words = JSON.stringify(block).match(/\ban? (?!\+)\w+/g) ?? [];
    for (const word of words)
      for (const printed of [text([block]), markdown([block])]) expect(printed).toContain(word);
  },
);

test('what came first comes again where it is off the screen', () => {
  const lines = (n: number) => Array.from({ length: n }, (): Block => ({ kind: 'text', text: 'a line' }));
  const again: Block = { kind: 'again', blocks: [{ kind: 'text', text: 'the answer' }] };
  const printed = (n: number, height?: number) =>
    [...textOf([...lines(n), again], { width: 80, height, colour: false })].join('').includes('answer');
  expect([printed(22), printed(23), printed(40, 50), printed(49, 50)]).toEqual([false, true, false, true]);
});

const FAMILY = '👨‍👩‍👧';

describe('width', () => {
  test.each([
    ['loss', 4],
    ['損失', 4],
    ['e\u0301tape', 5],
    [FAMILY, 2],
    ['🇩🇪', 2],
    ['ｌｏｓｓ', 8],
    ['손실', 4],
    // The same decomposed, as macOS names files.
    ['손실'.normalize('NFD'), 4],
    ['a\u200bb\ufeff', 2],
    ['\u001b[31mloss\u001b[39m', 4],
    // What the reports are made of.
    ['1 – 4  ± 0.5 × … ÷ ← ─ ·', 24],
  ])('%j takes %i columns', (s, columns) => {
    expect(widthOf(s)).toBe(columns);
  });

  test('a cut parts no letter from its marks and stays within the room', () => {
    expect(cut('損失関数', 5)).toBe('損失…');
    expect(cut('損失関数', 8)).toBe('損失関数');
    expect(cut('e\u0301e\u0301e\u0301', 2)).toBe('e\u0301…');
    expect(cut(`a${FAMILY}b`, 3)).toBe('a…');
    expect(fitting(FAMILY, 1)).toBe(FAMILY.length);
    expect(padEnd('損失', 6)).toBe('損失  ');
  });

  test('lines are wrapped at columns', () => {
    expect(wrapText('損失 '.repeat(8).trim(), 20)).toEqual(['損失 損失 損失 損失', '損失 損失 損失 損失']);
    expect(wrapText('損'.repeat(15), 20)).toEqual(['損'.repeat(10), '損'.repeat(5)]);
    expect(wrapText(' leading  and   inner', 20)).toEqual(['leading  and   inner']);
  });
});

describe('in columns', () => {
  const names = ['loss', '損失', `${FAMILY} e\u0301`, '손실'.normalize('NFD')];

  test('tables are aligned under wide names', () => {
    const rows = names.map((name, i) => [name, String(10 ** i + 0.5)]);
    const table: Block = {
      kind: 'table',
      columns: [
        { name: 'metric', kind: 'text' },
        { name: '値', kind: 'number' },
      ],
      rows,
    };
    expect(text([table]).trimEnd().split('\n')).toEqual([
      'metric       値',
      'loss        1.5',
      '損失       10.5',
      `${FAMILY} e\u0301      100.5`,
      `${'손실'.normalize('NFD')}     1000.5`,
    ]);
  });

  test('a table that is read while it is printed makes its rows when they are asked for', () => {
    let made = 0;
    const count = 50_000;
    const rows = {
      *[Symbol.iterator]() {
        for (let i = 0; i < count; i++) {
          made++;
          yield [String(i)];
        }
      },
    };
    let lines = 0;
    for (const _ of textOf([{ kind: 'table', columns: [{ name: 'n', kind: 'number' }], rows }], {
      width: 80,
      colour: false,
    })) {
      // The name of the column comes first, then a row for each that was made in the last reading.
      if (lines === 10) expect(made % count).toBeLessThan(count / 2 + 10);
      lines++;
    }
    expect(lines).toBe(count + 1);
  });

  test('labels of a list, steps and headings', () => {
    const items = [
      {
        mark: { text: 'ok', role: 'good' } as const,
        label: 'audits/a.json',
        text: '1 comparison',
        details: [],
      },
      { mark: { text: 'FAIL', role: 'bad' } as const, label: '監査/損失.json', text: 'x', details: [] },
    ];
    expect(text([{ kind: 'list', items }])).toBe(
      '  ok    audits/a.json     1 comparison\n  FAIL  監査/損失.json    x\n',
    );
    const heading: Block = {
      kind: 'heading',
      level: 1,
      title: '損失'.repeat(9),
      facts: ['3 rows'],
      whole: true,
    };
    expect(text([heading], 40)).toBe(`${'損失'.repeat(9)}\n3 rows\n`);
    expect(text([heading], 46)).toBe(`${'損失'.repeat(9)}    3 rows\n`);
  });

  test('control characters never come through, whatever block they are in', () => {
    const bad = 'a\u001b[31m\u0007b';
    const blocks: Block[] = [
      { kind: 'heading', level: 1, title: bad, facts: [bad] },
      { kind: 'heading', level: 2, title: bad, facts: [bad], whole: true },
      { kind: 'text', text: [bad, { text: bad, role: 'strong' }] },
      { kind: 'facts', facts: [bad] },
      {
        kind: 'table',
        columns: [{ name: bad, kind: 'text' }],
        rows: [[bad], [[{ text: bad }]]],
        notes: [bad],
      },
      { kind: 'note', severity: 'note', code: bad, of: bad, message: bad },
      { kind: 'results', results: [{ label: bad, value: bad, equals: bad }] },
      {
        kind: 'list',
        items: [{ mark: { text: 'ok' }, label: bad, text: bad, details: [{ kind: 'text', text: bad }] }],
      },
    ];
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    const control = /[\u0000-\u0009\u000b-\u001f]/;
    for (const block of blocks) {
      expect(text([block])).not.toMatch(control);
      expect(text([block])).toContain('a\ufffd[31m\ufffdb');
      expect(markdown([block])).not.toMatch(control);
    }
  });

  test('a piece keeps its role on every line that has a part of it', () => {
    const lines = text(
      [{ kind: 'text', text: ['a ', { text: 'bb '.repeat(10).trim(), role: 'strong' }] }],
      20,
      true,
    );
    expect(lines).toBe('a \u001b[1mbb bb bb bb bb bb\u001b[22m\n\u001b[1mbb bb bb bb\u001b[22m\n');
  });
});

describe('in Markdown', () => {
  test('parts are kept apart, and what is no Markdown stays none', () => {
    const blocks: Block[] = [
      { kind: 'heading', level: 1, title: 'a *b* `c`', facts: ['3 rows', 'x | y'] },
      { kind: 'gap' },
      { kind: 'text', text: [{ text: 'n', role: 'strong' }, ' ', { text: 'a`b', role: 'code' }, ' = 2 * 3'] },
      {
        kind: 'table',
        columns: [
          { name: 'file', kind: 'text' },
          { name: 'loss', kind: 'number' },
        ],
        rows: [['a|b', '1'], { remark: '… 3 lines …' }, [['c', BREAK, 'd'], '  2 ']],
        notes: ['* if'],
      },
      { kind: 'note', severity: 'warning', code: 'x-y', message: '<img>' },
    ];
    expect(markdown(blocks)).toBe(
      [
        '### a \\*b\\* \\`c\\`',
        '3 rows, x \\| y',
        '**n** `` a`b `` = 2 * 3',
        '| file | loss |\n|---|--:|\n| a\\|b | 1 |\n| … 3 lines … |  |\n| c<br>d | 2 |',
        '\\* if',
        '> **warning** `x-y`: \\<img\\>\n',
      ].join('\n\n'),
    );
  });

  test('a chart is text, a list keeps what belongs to its items', () => {
    const points = [1, 2, 3].map((at) => ({ at, value: at }));
    const chart: Block = { kind: 'chart', data: { points, spans: [], label: String }, legend: 'o printed' };
    expect(markdown([chart])).toMatch(/^```text\n3 ┤ +o\n[^`]+\no printed\n```\n$/);
    const details: Block[] = [{ kind: 'text', text: 'why' }];
    const items = [{ mark: { text: 'FAIL' }, label: 'a.json', text: '', details }];
    expect(markdown([{ kind: 'list', items }])).toBe('- **FAIL** a.json\n\n  why\n');
  });
});

test('a cell that only its padding makes too wide loses the padding, not its end', () => {
  const columns = [
    { name: 'batch', kind: 'text' },
    { name: 'rows', kind: 'text' },
    { name: 'loss', kind: 'list' },
  ] as const;
  const rows = [['    1', 'rows 0 – 2'.padEnd(15), '0.514  = 1.54 / 3']];
  expect(text([{ kind: 'table', columns, rows, gap: 2 }], 40)).toContain('rows 0 – 2');
});

test('a word among numbers ends where their digits do, whatever stands behind', () => {
  const columns = [{ name: '', kind: 'number' }] as const;
  const rows = [['0.25  ± 0.1'], ['NaN'], ['-Infinity  *'], ['10']];
  expect(text([{ kind: 'table', columns, rows }])).toBe(
    ['     0.25  ± 0.1', '      NaN', '-Infinity  *', '    10', ''].join('\n'),
  );
});
