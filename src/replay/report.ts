/** The result of `replay`: what was replayed, and the numbers of its batches. */
import type { Audit } from '../audit/audit.js';
import { auditSource, type LossSource, type MicroBatch } from '../batches/source.js';
import type { Engines } from '../engines/choose.js';
import type { ReplayReport } from '../report/replay/model.js';
import { VERSION } from '../version.js';
import { epochBatches, type ReplayOptions, replayNumbers } from './replay.js';

export interface ReplaySubject {
  readonly source: LossSource;
  /** Undefined where nobody said one: all rows are a batch. */
  readonly batchSize: number | undefined;
  readonly about: Pick<ReplayReport['input'], 'name' | 'file' | 'framework' | 'engine'>;
}

/** @param batches see epochBatches */
export async function replayReport(
  { source, batchSize, about }: ReplaySubject,
  batches: readonly MicroBatch[],
  options: ReplayOptions,
): Promise<ReplayReport> {
  const { framework, title, source: read } = options.loop;
  return {
    schema: 'lossaudit/replay@1',
    tool: { name: 'lossaudit', version: VERSION },
    input: {
      ...about,
      rows: batches.reduce((n, b) => n + b.rows, 0),
      batch_size: source.fixed ? null : (batchSize ?? null),
    },
    loop: { framework, title, source: read },
    ...(await replayNumbers(source, batches, options)),
  };
}

/** What is left out is as in `lossaudit replay` without flags; the loop is the framework's own. */
export type ReplayAuditOptions = Partial<ReplayOptions>;

export async function replayAudit(
  audit: Audit,
  engines: Engines,
  options: ReplayAuditOptions = {},
): Promise<ReplayReport> {
  const { name, file, framework, rules, settings } = audit;
  const source = auditSource(audit, engines);
  const { feed = 'arrays', batchSize = audit.batchSize } = options;
  const { accumulator: _, ...engine } = engines.headline.info;
  const subject = { source, batchSize, about: { name, file, framework, engine } };
  const all = {
    accumulate: 1,
    ranks: 1,
    normalize: 'micro-batch',
    loggingSteps: 1,
    nanFilter: true,
    loop: rules.loop('total', settings, { feed, reduction: source.reduction }),
    ...options,
    feed,
    batchSize: batchSize ?? source.units,
  } as const;
  return replayReport(subject, await epochBatches(source, all.batchSize), all);
}
