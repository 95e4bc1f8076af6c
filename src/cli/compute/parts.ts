/** An audit computed by worker threads, each of which reads rows of its own. */
import type { AuditRun, AuditState, Rows } from '../../audit/part.js';
import { type EvaluateOptions, requireGoing } from '../../engines/pace.js';
import { type ErrorCode, LossauditError } from '../../errors.js';
import type { Report } from '../../report/audit/model.js';

/** What a worker is asked: a pass over some rows, after what earlier passes of all rows gave. */
export interface PartTask extends Rows {
  /** Those that it was not told yet. */
  readonly earlier: readonly object[];
}

/** What it answers. */
export type PartAnswer = { readonly state: object } | { readonly refused: Refused };

interface Refused {
  readonly code: ErrorCode;
  readonly data: unknown;
  readonly where: string;
  /** Refused by the headline run alone: told where no rows are refused by the reference. */
  readonly aside: boolean;
}

/** A worker thread, or what stands for one. */
export interface PartWorker {
  /** @throws what it died of, as a rejection */
  ask(task: PartTask): Promise<PartAnswer>;
  end(): Promise<unknown>;
}

/** Parts for each worker: what one does slowly others take over. */
const PARTS_EACH = 4;

interface Workers {
  readonly jobs: number;
  readonly start: () => PartWorker;
  /** Hears that a worker died. */
  readonly warn: (text: string) => void;
}

/**
 * The report of `runAudit`, to the bit.
 * @param run of this thread: it merges, and computes no rows
 * @param rows,border all of them, and what borders of parts are multiples of
 * @throws LossauditError for what is refused: that of the lowest rows; `aborted`; what a worker died of when
 * another died over the same rows
 */
export async function reportByWorkers(
  run: AuditRun,
  { rows, border }: { readonly rows: number; readonly border: number },
  workers: Workers,
  options: EvaluateOptions,
): Promise<Report> {
  const pool = new Pool(workers, options);
  try {
    while (!run.done) {
      const state = await pool.pass(run, partsOf(rows, border, workers.jobs * PARTS_EACH));
      pool.earlier.push(state.write());
      run.finish(state);
    }
  } finally {
    await pool.end();
  }
  options.progress?.(1);
  return run.report();
}

/** Runs of rows, about equally long. */
function partsOf(rows: number, border: number, count: number): Rows[] {
  const step = Math.max(border, Math.ceil(rows / count / border) * border);
  return Array.from({ length: Math.ceil(rows / step) }, (_, i) => ({
    from: i * step,
    to: Math.min(rows, (i + 1) * step),
  }));
}

class Pool {
  /** What each pass that is over gave. */
  readonly earlier: object[] = [];
  private readonly idle: { worker: PartWorker; told: number }[] = [];

  constructor(
    private readonly workers: Workers,
    private readonly options: EvaluateOptions,
  ) {}

  /** One pass over all rows. */
  async pass(run: AuditRun, parts: readonly Rows[]): Promise<AuditState> {
    const open = [...parts];
    const refusals: (Refused & { readonly from: number })[] = [];
    let merged: AuditState | undefined;
    let done = 0;
    const work = async () => {
      for (let part = open.shift(); part; part = open.shift()) {
        requireGoing(this.options);
        const answer = await this.answer(part);
        if ('refused' in answer) {
          refusals.push({ ...answer.refused, from: part.from });
          // Only lower rows can still say another one.
          if (!answer.refused.aside) open.splice(0, open.length, ...open.filter((o) => o.from < part.from));
          continue;
        }
        if (refusals.length > 0) continue;
        const state = run.read(answer.state);
        if (merged) merged.merge(state);
        else merged = state;
        this.options.progress?.(++done / parts.length);
      }
    };
    const all = await Promise.allSettled(Array.from({ length: this.workers.jobs }, work));
    for (const one of all) if (one.status === 'rejected') throw one.reason;
    const [first] = refusals.sort((a, b) => Number(a.aside) - Number(b.aside) || a.from - b.from);
    if (first) throw new LossauditError(first.code, first.data as never, { where: first.where });
    return merged!;
  }

  /** The rows of a worker that died are computed by another one, once. */
  private async answer(part: Rows): Promise<PartAnswer> {
    try {
      return await this.ask(part);
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      this.workers.warn(`a worker died (${why}); rows ${part.from} to ${part.to - 1} are computed again`);
      return this.ask(part);
    }
  }

  private async ask(part: Rows): Promise<PartAnswer> {
    const own = this.idle.pop() ?? { worker: this.workers.start(), told: 0 };
    try {
      const answer = await own.worker.ask({ ...part, earlier: this.earlier.slice(own.told) });
      this.idle.push({ ...own, told: this.earlier.length });
      return answer;
    } catch (error) {
      await own.worker.end();
      throw error;
    }
  }

  async end(): Promise<void> {
    await Promise.all(this.idle.map(({ worker }) => worker.end()));
  }
}
