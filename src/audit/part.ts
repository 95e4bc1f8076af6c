/**
 * An audit by parts of its rows: each part gives a state, states merge in any order, and all of them together
 * give the report that one run gives. Threads, machines and files of parts do the same.
 */
import type { Engines } from '../engines/choose.js';
import { type EvaluateOptions, partOf } from '../engines/pace.js';
import { KEEP } from '../engines/record.js';
import { Evaluation, type EvaluationState, evaluateTogether, type Together } from '../engines/together.js';
import { badState, readCount, readList, record } from '../engines/written.js';
import { readRecord, writeRecord } from '../engines/written-records.js';
import type { Report } from '../report/audit/model.js';
import type { AnyArray } from '../tensor/stored.js';
import type { Audit } from './audit.js';
import { askedOfShapes, askedOutputs, outputsAsked } from './batch.js';
import type { Batch } from './epoch.js';
import { outputArrays } from './graph.js';
import { type BatchRows, batchRowsOf, reportOf } from './run.js';
import { totalOf } from './total.js';

/** Rows from the first one to the one after the last. */
export interface Rows {
  readonly from: number;
  readonly to: number;
}

const SCHEMA = 'lossaudit/part@1';

/** What some rows give. */
export class AuditState {
  /**
   * @param outputs without batches, a pass over the rows for each output
   * @param batches those that are wholly among the rows, by their index: for each output its records
   */
  constructor(
    readonly outputs: readonly EvaluationState[],
    readonly batches: Map<number, readonly Together[]>,
  ) {}

  /** Adds what other rows give. @throws LossauditError `bad-state` where they have rows in common */
  merge(other: AuditState): void {
    for (const [i, state] of this.outputs.entries()) state.merge(other.outputs[i]!);
    for (const [index, together] of other.batches) {
      if (this.batches.has(index)) badState(`batch ${index + 1} is there twice`);
      this.batches.set(index, together);
    }
  }

  /** As plain JSON: equal states are written alike, however they came to be. */
  write(): object {
    const batches = [...this.batches].sort(([a], [b]) => a - b);
    return {
      schema: SCHEMA,
      outputs: this.outputs.map((state) => state.write()),
      batches: batches.map(([index, outputs]) => ({
        index,
        outputs: outputs.map(({ records }) => records.map((own) => own.map(writeRecord))),
      })),
    };
  }
}

export interface PartOptions {
  readonly version: string;
}

/** An audit under way, by parts. */
export class AuditRun {
  private readonly batches = new Map<number, readonly Together[]>();

  private constructor(
    private readonly audit: Audit<AnyArray>,
    private readonly engines: Engines,
    private readonly options: PartOptions,
    private readonly layout: readonly BatchRows[],
    /** Of each output, where all rows are one batch. */
    private readonly evaluations: readonly Evaluation[],
  ) {}

  /**
   * @param audit with all rows: of a part of them its arrays stay in files, of which only that part is read
   * @param engines both the reference engine
   */
  static async of(audit: Audit<AnyArray>, engines: Engines, options: PartOptions): Promise<AuditRun> {
    const layout = batchRowsOf(audit, KEEP);
    const evaluations: Evaluation[] = [];
    if (layout.length === 1)
      for (const { part, question } of askedOfShapes(audit, engines, undefined, {}))
        evaluations.push(await Evaluation.of(question.jobs, outputArrays(part), KEEP, true));
    return new AuditRun(audit, engines, options, layout, evaluations);
  }

  /**
   * Arrays that the losses take whole, by output: rows alone do not give the result. Known before any row is
   * read.
   */
  static takenWhole(
    audit: Audit<AnyArray>,
    engines: Engines,
  ): readonly { readonly output: string; readonly arrays: readonly string[] }[] {
    if (batchRowsOf(audit, KEEP).length > 1) return [];
    return askedOfShapes(audit, engines, undefined, {}).flatMap(({ part, question }) => {
      const arrays = Evaluation.takenWhole(question.jobs, outputArrays(part));
      return arrays.length > 0 ? [{ output: part.name, arrays }] : [];
    });
  }

  /** How often the rows are to be gone through, unless their values ask for more. */
  get planned(): number {
    return Math.max(1, ...this.evaluations.map(({ planned }) => planned));
  }

  /** Was the last pass over the rows the last one that is needed? */
  get done(): boolean {
    return (
      this.evaluations.every(({ done }) => done) &&
      this.batches.size === (this.single ? 0 : this.layout.length)
    );
  }

  private get single(): boolean {
    return this.layout.length === 1;
  }

  /**
   * The next pass over some rows.
   * @param rows their borders are multiples of the batch size, where there is one, or the last row's end
   * @throws LossauditError for what the framework or an operation refuses; `aborted`
   */
  async evaluateRows({ from, to }: Rows, options: EvaluateOptions = {}): Promise<AuditState> {
    const states: EvaluationState[] = [];
    for (const [i, evaluation] of this.evaluations.entries()) {
      const state = evaluation.start(from);
      if (evaluation.rows > 0)
        await evaluation.feed(state, from, to, partOf(options, i, this.evaluations.length));
      states.push(state);
    }
    const batches = new Map<number, readonly Together[]>();
    const inside = this.single ? [] : this.layout.filter((b) => b.from >= from && b.to <= to);
    const [first, last] = [inside[0], inside.at(-1)];
    if (!this.single && (first?.from !== from || last?.to !== to))
      throw new Error(`rows ${from} to ${to} cut a batch`);
    for (const [k, batch] of inside.entries()) {
      const own = partOf(options, k, inside.length);
      const asked = await askedOutputs(this.audit, this.engines, batch, batch.brief);
      const together: Together[] = [];
      for (const [i, { part, question }] of asked.entries())
        together.push(
          await evaluateTogether(question.jobs, outputArrays(part), KEEP, partOf(own, i, asked.length)),
        );
      batches.set(batch.index, together);
    }
    return new AuditState(states, batches);
  }

  /** @throws LossauditError `bad-state` for what is no state of the next pass of this audit */
  read(written: unknown): AuditState {
    const { schema, outputs, batches } = record(written, 'a part');
    if (schema !== SCHEMA) return badState(`its schema is not ${SCHEMA}`);
    const states = readList(outputs, this.evaluations.length, 'outputs');
    if (!Array.isArray(batches)) return badState('batches is no list');
    const read = new Map<number, readonly Together[]>();
    for (const one of batches) {
      const { index, outputs: own } = record(one, 'a batch');
      const at = readCount(index, 'the index of a batch');
      const rows = this.layout[at];
      if (!rows || this.single || read.has(at)) return badState(`it has no batch ${at + 1}, or has it twice`);
      const asked = askedOfShapes(this.audit, this.engines, rows, rows.brief);
      const written = readList(own, asked.length, 'outputs of a batch');
      read.set(
        at,
        asked.map(({ question: { jobs } }, i): Together => {
          const records = readList(written[i], jobs.length, 'records').map((list, k) => {
            const { roots } = jobs[k]!;
            return readList(list, roots.length, 'records').map((w, r) => readRecord(w, roots[r]!, KEEP));
          });
          return { records, passes: 1 };
        }),
      );
    }
    return new AuditState(
      states.map((state, i) => this.evaluations[i]!.read(state)),
      read,
    );
  }

  /**
   * The pass is over: this state has all rows.
   * @throws LossauditError `bad-state` where rows are missing; as `evaluateRows`
   */
  finish(state: AuditState): void {
    if (!this.single && state.batches.size !== this.layout.length) badState('batches are missing');
    for (const [i, evaluation] of this.evaluations.entries()) evaluation.finish(state.outputs[i]!);
    for (const [index, together] of state.batches) this.batches.set(index, together);
  }

  /** The report without findings and expectations, once it is `done`. */
  async report(): Promise<Report> {
    const batches: Batch[] = [];
    for (const rows of this.layout) {
      const together = this.single ? this.evaluations.map((e) => e.result()) : this.batches.get(rows.index)!;
      const own = this.single ? undefined : rows;
      const asked = askedOfShapes(this.audit, this.engines, own, rows.brief);
      const outputs = outputsAsked(asked, together);
      const total = await totalOf(this.audit, outputs, this.engines);
      batches.push({ index: rows.index, rows: [rows.from, rows.to], outputs, total });
    }
    return reportOf(this.audit, this.engines, batches, { ...this.options, full: false });
  }

  /** @throws LossauditError `file-changed` */
  async close(): Promise<void> {
    for (const evaluation of this.evaluations) await evaluation.close();
  }
}
