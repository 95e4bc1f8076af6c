/**
 * No pattern takes time that grows faster than its line: every format is driven through all of `unroll` with
 * lines of repeated fragments, alone and behind what its lines begin with, and every pattern of the sources
 * by itself. The one test that looks at a clock: it measures from 20 ms on, the best of 5, and fails where a
 * doubled line takes more than three times as long twice in a row.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import ts from 'typescript';
import { describe, expect, test, vi } from 'vitest';
import { LossauditError } from '../../src/errors.js';
import { unrollCsv, unrollJson } from '../../src/report/unroll/json.js';
import { unrollText } from '../../src/report/unroll/text.js';
import { printableReport } from '../../src/text/printable.js';
import { unrollLog } from '../../src/unroll/unroll-log.js';
import { ROOT } from '../cli/run-cli.js';

const KB = 1 << 10;
const SIZES = [KB, 8 * KB, 64 * KB];
const FROM_MS = 20;
const RATIO = 3;
const BEST_OF = 5;

const FRAGMENTS = [
  ...' a1-_.:=,;()[]{}"\'|%/\\<>*+#@&~\t\u0000é损',
  ...[
    'a ',
    'a-',
    '1-',
    'e-',
    '-a',
    "a's ",
    'a_',
    'a.',
    'a/',
    'a:',
    'a: ',
    'a=',
    'a=1 ',
    'a: 1 ',
    'a 1 ',
    'a (1) ',
    '(a) 1 ',
  ],
  ...[
    '1 ',
    '1.',
    '.1',
    '1/',
    '1/1',
    '1/1 ',
    '1:',
    '1,',
    '1, ',
    '1e',
    '1e-',
    '-1',
    '+1',
    '0.1 ',
    '1 (1) ',
    'nan',
    'inf ',
    '1s ',
    '1ms',
  ],
  ...[
    ' - ',
    '- a',
    ' - a: 1.0000',
    ' | ',
    ': 1',
    '= ',
    ' =',
    '==',
    '[=',
    '[>',
    '=>',
    '━',
    '━ ',
    '--',
    '- - ',
    ', ',
    ' ,',
    '  a',
  ],
  ...[
    '[1]',
    '[1] ',
    '[1/1]',
    '[ 1',
    '1]',
    '][',
    '()',
    ')(',
    '(1',
    '1)',
    '{}',
    '}{',
    "{'",
    '"a"',
    "'a': 1, ",
    '"a": {',
    '"a": [1], ',
  ],
  ...[
    '1%',
    '1%|',
    '%|',
    '% 1/1 [',
    '|#',
    '1it [',
    'it/s',
    '1/1 [00:',
    '[00:00<',
    '00:',
    '2020-01-01 ',
    '<stdout>:',
    '[1,1]<stdout>:',
  ],
  ...[
    'loss',
    'loss ',
    'loss 1 ',
    'loss: ',
    'loss=1, ',
    'loss: 1.0 (1.0) ',
    'acc',
    'val_loss: 1.0000 - ',
    'is 1 ',
    'tensor(',
    'with a ',
  ],
  ...[
    'Epoch ',
    'Epoch 1',
    'Epoch 1/1 ',
    'epoch: ',
    'step 1 ',
    'step 1: loss 1 ',
    'iteration 1/ 1 | ',
    '1/Unknown ',
    '1/Unknown - 1s - ',
  ],
  ...[
    'train: ',
    'val ',
    'lr: 1, ',
    'time: 1 ',
    'Iteration 1 (',
    'net output #1: ',
    '[1/2] loss ( 1 ',
    'gpu_mem ',
    'ETA: 1s',
    '1s 1ms/step',
  ],
  ...[
    '\u001b[',
    '\u001b[1m',
    '\u001b]',
    '[1m',
    '\b',
    '&gt;',
    '\\&',
    '\\b',
    '\\x08',
    '^H',
    '\\r',
    '\\u001b',
    '> ',
    '\u202e',
    '\u2028',
  ],
];

/** Behind a head, each of these: the others differ from one of them by a sign. */
const TELLING = FRAGMENTS.filter((f, i) => f.length > 1 && i % 6 === 0).concat([
  ' ',
  '1',
  'a',
  '-',
  '.',
  ':',
  '{',
  '}',
  '"',
  '[',
  '=',
]);

/** What the lines of each format begin with, up to where something can be repeated. */
const HEADS = [
  '',
  'Epoch 1/2\n1/2 [=>...] - ETA: 0s - loss: 1.0000',
  '1/2 [==] - 1s 1ms/step',
  '1/2 ━━━━━━━━━━ 1s 1ms/step - loss: 1.0000 - ',
  '1/2 - 1s - loss: 1.0000',
  "{'loss': 1.0, 'epoch': 1.0, ",
  '{"iter": 1, "loss": 1.0, ',
  '[{"epoch": 1, "loss": ',
  'Step  Training Loss\n1  ',
  'epoch,loss\n1,',
  'epoch  loss\n1  ',
  '| epoch | loss |\n| 1 | ',
  '---------------\n| loss | 1 |\n| ',
  'loss     last          counter  weight label predict features\n1.0 1.0 1 1.0 ',
  '"Step","a - loss"\n"1","',
  'epoch;loss\n1;0,5;',
  'metric,step,value\nloss,1,',
  'Epoch gpu_mem box_loss\n1/2 1G ',
  'Epoch 0: 10%|# | 1/10 [00:00<00:00, 1.0it/s, v_num=0, loss=',
  'train: 10%|# | 1/10 [00:00<00:00, 1.0it/s, ',
  'Epoch 0/0 ━━ 1/3 0:00:00 • 0:00:00 1.0it/s loss: ',
  'eta=0.3 ==>-- loss=1 ',
  '1ms 1us/step - loss=1 ',
  '[0]  a-loss:1 ',
  'Epoch: [0][1/2]  Loss 1.0 (1.0) ',
  'Epoch [1][1/2]  lr: 1.0, time: 1.0, loss: 1.0, ',
  'Epoch(train) [1][1/2]  lr: 1.0  loss: 1.0 ',
  '1epoch:train:1-2batch: loss=1, ',
  'iteration 1/ 2 | elapsed time per iteration (ms): 1 | lm loss: 1.0 | ',
  'epoch 001: 1 / 2 loss=1.0, num_updates=1, ',
  'solver.cpp:1] Iteration 1 (',
  'Iteration 1, loss = 1\nTrain net output #0: ',
  '1: 1.0, 1.0 avg loss, 0.1 rate, ',
  'loss: 1.0 - a_loss: 1.0 - ',
  'step 1: loss 1.0 ',
  'epoch 1 ',
];
/** What may follow: an end that lets a pattern fail late. */
const TAILS = ['', 'x', ' loss: 1.0'];

function repeated(fragment: string, length: number): string {
  return fragment.repeat(Math.ceil(length / fragment.length));
}

async function millisecondsOf(run: () => unknown, times: number): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < times; i++) {
    const start = performance.now();
    await run();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

/** @returns what grew too fast */
async function tooFast(run: (length: number) => unknown): Promise<string | undefined> {
  for (const size of SIZES) {
    const once = await millisecondsOf(() => run(size), 1);
    if (once < FROM_MS) continue;
    // What takes seconds needs no best of 5.
    const runs = once > 1000 ? 1 : BEST_OF;
    let found: string | undefined;
    // A machine that is busy now and then does not make the same ratios three times.
    for (let attempt = 0; attempt < 3; attempt++) {
      const times: number[] = [];
      for (const length of [size / 4, size / 2, size])
        times.push(await millisecondsOf(() => run(length), runs));
      const [quarter, half, whole] = times;
      // Of a few milliseconds any ratio is noise.
      const grows = half >= FROM_MS && half > RATIO * quarter && whole > RATIO * half;
      found = grows ? `${size / KB} KB: ${times.map((t) => t.toFixed(1)).join(' → ')} ms` : undefined;
      if (!grows) break;
    }
    if (found) return found;
  }
  return undefined;
}

async function unrolled(line: string): Promise<void> {
  // Twice, so that it is also tried as the rest of the one before.
  const bytes = new TextEncoder().encode(`${line}\n${line}\nstep 1: loss 1.0\n`);
  try {
    const { report } = await unrollLog('log', [bytes]);
    printableReport([...unrollJson(report, 'test')].join(''));
    for (const _ of unrollCsv(report));
    for (const _ of unrollText(report, { width: 100, colour: false, full: false }));
  } catch (error) {
    if (!(error instanceof LossauditError)) throw error;
  }
}

describe('all of unroll', () => {
  test.each(HEADS)(
    'behind %j',
    async (head) => {
      const found: string[] = [];
      for (const fragment of head === '' ? FRAGMENTS : TELLING)
        for (const tail of head === '' ? TAILS : ['x']) {
          const grown = await tooFast((length) => unrolled(head + repeated(fragment, length) + tail));
          if (grown) found.push(`${JSON.stringify(fragment)} … ${JSON.stringify(tail)}: ${grown}`);
        }
      expect(found).toEqual([]);
    },
    300_000,
  );
});

/** Files whose patterns see the text of a log. */
function sources(): string[] {
  const of = (folder: string) =>
    readdirSync(`${ROOT}src/${folder}`, { recursive: true, encoding: 'utf8' })
      .filter((f) => f.endsWith('.ts'))
      .map((f) => `src/${folder}/${f}`);
  return ['logs', 'unroll', 'report/unroll', 'report/layout', 'text'].flatMap(of);
}

/** The patterns written in a file, and how many are put together when it is loaded or runs. */
function patternsOf(file: string): { literals: RegExp[]; constructed: number } {
  const tree = ts.createSourceFile(file, readFileSync(ROOT + file, 'utf8'), ts.ScriptTarget.Latest);
  const literals: RegExp[] = [];
  let constructed = 0;
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      const end = node.text.lastIndexOf('/');
      literals.push(new RegExp(node.text.slice(1, end), node.text.slice(end + 1)));
    } else if (ts.isNewExpression(node) && node.expression.getText(tree) === 'RegExp') constructed++;
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return { literals, constructed };
}

/** Runs over a text as the readers do: all matches of a global pattern, a sticky one at each match's end. */
function drive(pattern: RegExp, text: string): void {
  pattern.lastIndex = 0;
  for (let i = 0; i < text.length && pattern.exec(text) !== null; i++)
    if (!(pattern.global || pattern.sticky)) return;
    else if (pattern.lastIndex === 0) pattern.lastIndex++;
}

describe('each pattern', () => {
  /** Those of the modules, `new RegExp` included. */
  async function constructed(): Promise<RegExp[]> {
    const made: RegExp[] = [];
    const Original = RegExp;
    const recorder = new Proxy(Original, {
      construct(target, args, newTarget) {
        const pattern = Reflect.construct(
          target,
          args,
          newTarget === recorder ? target : newTarget,
        ) as RegExp;
        made.push(pattern);
        return pattern;
      },
    });
    vi.resetModules();
    vi.stubGlobal('RegExp', recorder);
    try {
      for (const file of sources()) await import(/* @vite-ignore */ `${ROOT}${file}`);
    } finally {
      vi.unstubAllGlobals();
    }
    return made;
  }

  test('grows no faster than its text', async () => {
    const written = sources().map(patternsOf);
    const made = await constructed();
    const patterns = [...written.flatMap((w) => w.literals), ...made];
    expect(written.flatMap((w) => w.literals).length).toBeGreaterThan(100);
    expect(made.length).toBeGreaterThanOrEqual(written.reduce((n, w) => n + w.constructed, 0) - 2);
    const found: string[] = [];
    for (const pattern of new Map(patterns.map((p) => [String(p), p])).values())
      for (const fragment of FRAGMENTS) {
        const grown = await tooFast((length) => drive(pattern, `${repeated(fragment, length)}!`));
        if (!grown) continue;
        found.push(`${pattern} over ${JSON.stringify(fragment)}: ${grown}`);
        break;
      }
    expect(found).toEqual([]);
  }, 300_000);
});
