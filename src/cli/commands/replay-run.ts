import type { Audit } from '../../audit/audit.js';
import { type GivenLosses, holdsLosses, readLosses } from '../../audit/read-losses.js';
import { chooseEngines } from '../../engines/choose.js';
import { LossauditError } from '../../errors.js';
import type { FrameworkRules } from '../../frameworks/framework.js';
import { findFramework } from '../../frameworks/index.js';
import type { Feed, LoopRule } from '../../frameworks/loop-rule.js';
import { LOOPS } from '../../frameworks/loops.js';
import { nearest } from '../../frameworks/suggest.js';
import { readInput } from '../../io/input.js';
import { parseJson } from '../../io/json.js';
import { checkWritable, writeFileAtomically } from '../../io/write.js';
import type { Normalization } from '../../loop/accumulate.js';
import { epochBatches, replayNumbers } from '../../loop/replay.js';
import type { Sharding } from '../../loop/shard.js';
import { auditSource, givenSource, type LossSource } from '../../loop/source.js';
import { styledOutput } from '../../loop/style.js';
import { jsonText } from '../../report/json.js';
import type { ReplayReport } from '../../report/replay-model.js';
import { VERSION } from '../../version.js';
import type { CliIo } from '../io.js';
import { loadAudit } from '../load-audit.js';
import type { AuditFlags, EngineFlags } from '../options.js';

interface ReplayFlags extends AuditFlags, EngineFlags {
  losses?: string;
  sizes?: string;
  tokens?: string;
  loop?: string;
  feed: Feed;
  accumulate: number;
  ranks: number;
  sharding?: Sharding;
  normalize: Normalization;
  loggingSteps: number;
  nanFilter: boolean;
  averageTokens: boolean;
  trainer?: boolean;
  style?: string;
  verbose: '1' | '2';
  epochs: number;
  stepMs: number;
  display?: 'tty' | 'pipe';
  format: 'text' | 'json';
  json?: boolean;
  output?: string;
  digits: number;
  full?: boolean;
}

/** What is replayed, wherever its numbers come from. */
interface Input {
  readonly source: LossSource;
  readonly rules: FrameworkRules;
  readonly settings: Audit['settings'];
  readonly batchSize: number | undefined;
  readonly validation: Readonly<Record<string, number>>;
  readonly about: Pick<ReplayReport['input'], 'name' | 'file' | 'framework' | 'engine'>;
}

/** @returns exit code 0 */
export async function runReplay(file: string | undefined, flags: ReplayFlags, io: CliIo): Promise<number> {
  if (flags.output) await checkWritable(flags.output);
  const input = await readReplay(file, flags);
  const { source, settings } = input;
  if (flags.ranks > source.units) throw tooManyRanks(flags.ranks, source);
  const batchSize = input.batchSize ?? source.units;
  const batches = epochBatches(source, batchSize);
  const styled = flags.style === undefined ? undefined : styleRules(flags.style);
  const rules = styled ?? input.rules;
  const loop = flags.loop === undefined ? rules.loop('total', settings, flags.feed) : findLoop(flags.loop, flags.feed);
  const numbers = replayNumbers(source, batches, {
    ...flags,
    batchSize,
    sharding: flags.sharding,
    averageTokens: flags.averageTokens ? undefined : false,
    loop,
  });
  const { framework, title, source: read } = loop;
  const report: ReplayReport = {
    schema: 'lossaudit/replay@1',
    tool: { name: 'lossaudit', version: VERSION },
    input: {
      ...input.about,
      rows: batches.reduce((n, b) => n + b.rows, 0),
      batch_size: source.fixed ? null : (input.batchSize ?? null),
    },
    loop: { framework, title, source: read },
    ...numbers,
    ...(styled ? { output: output(input, batches, styled, flags, io) } : {}),
  };
  const text = await render(report, flags, io);
  if (flags.output) await writeFileAtomically(flags.output, text);
  else io.out(text);
  return 0;
}

async function render(report: ReplayReport, flags: ReplayFlags, io: CliIo): Promise<string> {
  if (flags.json || flags.format === 'json') return `${jsonText(report)}\n`;
  if (report.output !== undefined) return report.output;
  const { replayText } = await import('../../report/replay-text.js');
  const { digits, full = false, trainer = false } = flags;
  return replayText(report, { width: io.width, colour: io.colour && !flags.output, digits, full, trainer });
}

function output(
  input: Input,
  batches: Parameters<typeof styledOutput>[1],
  rules: FrameworkRules & Required<Pick<FrameworkRules, 'progress'>>,
  flags: ReplayFlags,
  io: CliIo,
): string {
  const { source, settings, validation } = input;
  const display = flags.display ?? (io.terminal && !flags.output ? 'tty' : 'pipe');
  const { feed, epochs } = flags;
  return styledOutput(source, batches, rules, rules.progress, {
    settings,
    feed,
    verbose: flags.verbose === '2' ? 2 : 1,
    display,
    epochs,
    secondsPerStep: flags.stepMs / 1e3,
    validation,
  });
}

async function readReplay(file: string | undefined, flags: ReplayFlags): Promise<Input> {
  if (flags.losses !== undefined) {
    if (file !== undefined) throw usage('--losses stands for a file', 'Give the one or the other.');
    return givenInput(await fromFlags(flags.losses, flags));
  }
  if (flags.sizes ?? flags.tokens) throw usage('--sizes and --tokens belong to --losses', 'Give --losses too.');
  if (file !== undefined) {
    const { bytes, source, baseDir } = await readInput(file);
    const document = parseJson(bytes, source);
    const overrides = { framework: flags.framework, batch_size: flags.batchSize };
    if (holdsLosses(document))
      return givenInput(await readLosses(document, overrides, { source, baseDir, roots: flags.root ?? [] }));
    return auditInput(await loadAudit({ document, source, baseDir }, flags), flags);
  }
  return auditInput(await loadAudit(undefined, flags), flags);
}

async function fromFlags(losses: string, flags: ReplayFlags): Promise<GivenLosses> {
  const { framework } = flags;
  const perBatch = { loss: listed(losses), size: listed(flags.sizes), tokens: listed(flags.tokens) };
  const file = {
    framework,
    per_batch: Object.fromEntries(Object.entries(perBatch).filter(([, v]) => v !== undefined)),
  };
  return readLosses(file, {}, { source: 'flags', baseDir: process.cwd(), roots: flags.root ?? [] });
}

/** `0.625,0.145,4`, or the name of an array file. */
function listed(text: string | undefined): string | { values: NdArrayLike } | undefined {
  if (text === undefined) return undefined;
  const parts = text.split(',').map((t) => t.trim());
  const values = parts.map((t) =>
    /^nan$/i.test(t) ? Number.NaN : /^[-+]?inf/i.test(t) ? Number(`${t[0] === '-' ? '-' : ''}Infinity`) : Number(t),
  );
  const numbers = parts.every((t, i) => t !== '' && (!Number.isNaN(values[i]) || /^nan$/i.test(t)));
  return numbers ? { values: { dtype: 'float64', shape: [values.length], data: Float64Array.from(values) } } : text;
}

type NdArrayLike = { dtype: 'float64'; shape: number[]; data: Float64Array };

function givenInput(given: GivenLosses): Input {
  const { name, file, rules, settings, batchSize, validation } = given;
  const framework = `${rules.framework}@${rules.version}`;
  return { source: givenSource(given), rules, settings, batchSize, validation, about: { name, file, framework } };
}

async function auditInput(audit: Audit, flags: ReplayFlags): Promise<Input> {
  const engines = await chooseEngines(flags.engine, audit.dtype, VERSION);
  const { name, file, framework, rules, settings, batchSize } = audit;
  if (audit.outputs[0].yPred.shape[0] === 0)
    throw new LossauditError('no-rows', { file: file || 'The audit' }, { where: 'y_pred' });
  const { accumulator: _, ...engine } = engines.headline.info;
  const source = auditSource(audit, engines);
  return { source, rules, settings, batchSize, validation: {}, about: { name, file, framework, engine } };
}

function findLoop(text: string, feed: Feed): LoopRule {
  const known = [...new Set(LOOPS.map((l) => l.framework))];
  const [name] = text.split('@', 1);
  if (!known.includes(name))
    throw new LossauditError('unknown-loop', { loop: text, known, near: nearest(name, known) }, { where: '--loop' });
  const versioned = text.includes('@') ? findFramework(text).loop('total', {}, feed) : undefined;
  return versioned ?? (LOOPS.findLast((l) => l.framework === name) as LoopRule);
}

function styleRules(text: string): FrameworkRules & Required<Pick<FrameworkRules, 'progress'>> {
  const rules = findFramework(text);
  const { progress } = rules;
  if (!progress)
    throw usage(`The progress output of ${text} is not known`, 'Known is that of Keras: --style keras@2.15.');
  return { ...rules, progress };
}

function tooManyRanks(ranks: number, source: LossSource): LossauditError {
  const what = source.fixed ? 'batches' : 'rows';
  return usage(`--ranks ${ranks} is more than there are ${what} (${source.units})`, 'Every rank needs one at least.');
}

function usage(message: string, hint: string): LossauditError {
  return new LossauditError('usage', { message, hint });
}
