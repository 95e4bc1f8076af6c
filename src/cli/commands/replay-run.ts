import type { Normalization } from '../../batches/accumulate.js';
import type { Sharding } from '../../batches/shard.js';
import type { LossSource, MicroBatch } from '../../batches/source.js';
import { LossauditError } from '../../errors.js';
import type { FrameworkRules } from '../../frameworks/framework.js';
import { loadFramework } from '../../frameworks/load.js';
import { checkWritable } from '../../io/write.js';
import { loops } from '../../loops/index.js';
import type { Feed, LoopRule } from '../../loops/rule.js';
import { epochBatches } from '../../replay/replay.js';
import { replayReport } from '../../replay/report.js';
import { styledOutput } from '../../replay/style.js';
import { jsonText } from '../../report/json.js';
import type { ReplayReport } from '../../report/replay/model.js';
import { nearest } from '../../text/suggest.js';
import type { CliIo } from '../io.js';
import { filesNamed } from '../load-audit.js';
import { type LossFlags, type ReplayInput, readReplay } from '../load-replay.js';
import { usageError } from '../options.js';
import { deliver } from '../output.js';
import { type WorkProgress, withProgress } from '../progress.js';

interface ReplayFlags extends LossFlags {
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
  verbose?: '1' | '2';
  epochs?: number;
  stepMs?: number;
  display?: 'tty' | 'pipe';
  format: 'text' | 'json';
  json?: boolean;
  output?: string;
  digits: number;
  full?: boolean;
}

/** Lines of a Trainer, for each version and kind of model. */
const MOST_LOGGED = 20_000;
/** Steps of a progress output. */
const MOST_STEPS = 1_000_000;
/** A clock beyond a year a step shows nothing. */
const LONGEST_STEP = 365 * 86_400_000;

function checkStyleFlags(flags: ReplayFlags): void {
  const { style, verbose, epochs, stepMs, display } = flags;
  if (stepMs !== undefined && stepMs > LONGEST_STEP)
    throw usageError(
      `--step-ms ${stepMs} is more than a year`,
      'It is what one step takes, in milliseconds.',
    );
  if (style !== undefined) return;
  const alone = Object.entries({
    '--verbose': verbose,
    '--epochs': epochs,
    '--step-ms': stepMs,
    '--display': display,
  });
  const [given] = alone.find(([, value]) => value !== undefined) ?? [];
  if (given) throw usageError(`${given} belongs to --style`, 'Give the version too: --style keras@2.2.');
}

/** @returns exit code 0 */
export async function runReplay(file: string | undefined, flags: ReplayFlags, io: CliIo): Promise<number> {
  checkStyleFlags(flags);
  if (flags.output) await checkWritable(flags.output, filesNamed(file, flags));
  const report = await withProgress((progress) => replayed(file, flags, io, progress));
  const text = await render(report, flags, io);
  await deliver(text, flags.json || flags.format === 'json' ? 'data' : 'text', flags.output, io);
  return 0;
}

async function replayed(
  file: string | undefined,
  flags: ReplayFlags,
  io: CliIo,
  progress: WorkProgress,
): Promise<ReplayReport> {
  progress.stage('reading', filesNamed(file, flags));
  const input = await readReplay(file, flags);
  const { source, settings } = input;
  if (flags.ranks > source.units) throw tooManyRanks(flags.ranks, source);
  const batchSize = input.batchSize ?? source.units;
  progress.stage('batches');
  const batches = await epochBatches(source, batchSize, { progress: progress.part });
  if (flags.feed === 'fixed-generator' && batches.some((b) => b.rows !== batches[0]!.rows))
    throw unequalBatches(batches);
  const styled = flags.style === undefined ? undefined : await styleRules(flags.style);
  const rules = styled ?? input.rules;
  const { feed } = flags;
  const loop =
    flags.loop === undefined
      ? rules.loop('total', settings, { feed, reduction: source.reduction })
      : await findLoop(flags.loop, flags.feed);
  const logged = batches.length / (flags.accumulate * flags.ranks) / flags.loggingSteps;
  if (flags.trainer && logged > MOST_LOGGED)
    throw usageError(
      `--trainer: ${Math.floor(logged)} lines for every version are more than ${MOST_LOGGED}`,
      'Print fewer, as in --logging-steps 100.',
    );
  const report = await replayReport(input, batches, {
    ...flags,
    batchSize,
    sharding: flags.sharding,
    averageTokens: flags.averageTokens ? undefined : false,
    loop,
  });
  return styled ? { ...report, output: output(input, batches, styled, flags, io) } : report;
}

async function render(report: ReplayReport, flags: ReplayFlags, io: CliIo): Promise<string> {
  if (flags.json || flags.format === 'json') return `${jsonText(report)}\n`;
  if (report.output !== undefined) return report.output;
  const { replayText } = await import('../../report/replay/text.js');
  const { digits, full = false, trainer = false } = flags;
  return replayText(report, { width: io.width, colour: io.colour && !flags.output, digits, full, trainer });
}

type StyledRules = FrameworkRules & Required<Pick<FrameworkRules, 'progress'>>;

function output(
  input: ReplayInput,
  batches: Parameters<typeof styledOutput>[1],
  rules: StyledRules,
  flags: ReplayFlags,
  io: CliIo,
): string {
  const { source, settings, validation } = input;
  const display = flags.display ?? (io.terminal && !flags.output ? 'tty' : 'pipe');
  const { feed, epochs = 1 } = flags;
  if (epochs * batches.length > MOST_STEPS)
    throw usageError(
      `--epochs ${epochs} of ${batches.length} batches are more than ${MOST_STEPS} lines`,
      'All epochs look alike: fewer show as much.',
    );
  return styledOutput(source, batches, rules, rules.progress, {
    settings,
    feed,
    verbose: flags.verbose === '2' ? 2 : 1,
    display,
    epochs,
    secondsPerStep: (flags.stepMs ?? 100) / 1e3,
    validation,
  });
}

async function findLoop(text: string, feed: Feed): Promise<LoopRule> {
  const known = [...new Set(loops(feed).map((l) => l.framework))];
  const [name = ''] = text.split('@', 1);
  if (!known.includes(name))
    throw new LossauditError(
      'unknown-loop',
      { loop: text, known, near: nearest(name, known) },
      { where: '--loop' },
    );
  if (text.includes('@')) return (await loadFramework(text)).loop('total', {}, { feed });
  return loops(feed).findLast((l) => l.framework === name) as LoopRule;
}

function unequalBatches(batches: readonly MicroBatch[]): LossauditError {
  const sizes = [...new Set(batches.map((b) => b.rows))].join(' and ');
  return usageError(
    `--feed fixed-generator: its batches have one shape, these have ${sizes} rows`,
    'Such a dataset drops a smaller last batch (drop_remainder=True). Leave its rows out, or take ' +
      '--feed generator.',
  );
}

async function styleRules(text: string): Promise<StyledRules> {
  const rules = await loadFramework(text);
  const { progress } = rules;
  if (!progress)
    throw usageError(
      `The progress output of ${text} is not known`,
      'Known is that of Keras: --style keras@2.15.',
    );
  return { ...rules, progress };
}

function tooManyRanks(ranks: number, source: LossSource): LossauditError {
  const what = source.fixed ? 'batches' : 'rows';
  return usageError(
    `--ranks ${ranks} is more than there are ${what} (${source.units})`,
    'Every rank needs one at least.',
  );
}
