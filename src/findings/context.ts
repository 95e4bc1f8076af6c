/** What findings look at: the audit, its report, facts of its arrays, the audit under other rules. */
import type { Audit } from '../audit/audit.js';
import type { OutputGraph } from '../audit/graph.js';
import { isHeld } from '../audit/rows.js';
import type { EvaluateOptions } from '../engines/pace.js';
import { LossauditError } from '../errors.js';
import { tryRun } from '../explain/variants.js';
import type { Expr } from '../expr/node.js';
import { topological } from '../expr/walk.js';
import { keyOf, type Request } from '../facts/fact.js';
import { answersOf, gather } from '../facts/pass.js';
import type { FactStates } from '../facts/states.js';
import type { OutputReport, Report } from '../report/audit/model.js';
import { near } from '../tensor/near.js';
import type { AnyArray } from '../tensor/stored.js';
import type { Subject } from './finding.js';
import type { Answers, Asked, Needs } from './needs.js';
import { Refusal, withFiles, withStandIns } from './stand-ins.js';
import { type AnyView, type OutputView, pairViewOf, viewOf } from './views.js';

/** An output's view, and what the report says of it. */
export type Reported<V extends AnyView> = V & { readonly report: OutputReport };

/** Elements of arrays in files that are read once more for a finding that computes the loss again. */
const MOST_AGAIN = 2 ** 28;

export interface FindOptions extends EvaluateOptions {
  /** Of each output: facts that were gathered elsewhere. */
  readonly states?: readonly FactStates[];
  /** In place of `MOST_AGAIN`. */
  readonly mostAgain?: number;
}

export class CheckContext {
  /** Arrays that stay in their files have stand-ins. */
  readonly audit: Audit;
  private readonly runs = new Map<string, Report | undefined | Refusal>();
  /** What each finding asked, by output; undefined where its arrays decide nothing. */
  private readonly gathered = new Map<Needs, (Answers<Asked> | undefined)[]>();
  private readonly refusals = new Map<string, string>();
  readonly every: readonly Reported<AnyView>[];

  constructor(
    private readonly given: Audit<AnyArray>,
    readonly report: Report,
    readonly options: FindOptions = {},
  ) {
    this.audit = isHeld(given) ? given : withStandIns(given);
    const views = viewsOf(this.audit);
    this.every = views.map((view, i) => Object.assign(view, { report: report.outputs[i]! }));
  }

  /** Those that have targets and predictions. */
  get outputs(): readonly Reported<OutputView>[] {
    return this.every.filter((view): view is Reported<OutputView> => 'yTrue' in view);
  }

  /** Whom a finding about an output, or about the whole audit, is about. */
  subject(output: string | undefined): Subject {
    const { rules, outputs } = this.audit;
    const { use } = outputs.find((o) => o.name === output) ?? outputs[0]!;
    return { rules, loss: use.info };
  }

  /** Gathers what these need, all together: two passes over the arrays at most. */
  async prepare(all: readonly Needs[]): Promise<void> {
    const open = all.filter((one) => !this.gathered.has(one));
    for (const one of open) this.gathered.set(one, []);
    for (const [i, view] of this.every.entries()) {
      const asked = open.map((one) => one.ask(view));
      const answers = await this.answersTo(asked.flatMap(requestsIn), i);
      for (const [k, one] of open.entries()) this.gathered.get(one)![i] = answered(asked[k], answers);
    }
  }

  private async answersTo(requests: readonly Request[], output: number): Promise<Map<string, unknown>> {
    if (requests.length === 0) return new Map();
    const { arrays } = this.given.outputs[output]!;
    return answersOf(
      requests,
      this.options.states?.[output] ?? (await gather(requests, arrays, this.options)),
    );
  }

  /** The outputs whose arrays decide something, with the facts that were asked for. */
  async *read<V extends AnyView, F extends Asked>(
    needed: Needs<V, F>,
  ): AsyncGenerator<{ readonly view: Reported<V>; readonly facts: Answers<F> }> {
    await this.prepare([needed]);
    for (const [i, facts] of this.gathered.get(needed)!.entries())
      if (facts) yield { view: this.every[i] as Reported<V>, facts: facts as Answers<F> };
  }

  /**
   * The report of a variant, on the reference engine; undefined where it is refused. Runs once per name.
   * @param aside the finding can do without
   * @throws Refusal where arrays stay in their files and are needed as a whole, or are too large to be read
   * again
   */
  async rerun(name: string, variant: () => Audit, aside?: 'aside'): Promise<Report | undefined> {
    if (!this.runs.has(name)) this.runs.set(name, await this.run(variant));
    const run = this.runs.get(name);
    if (!(run instanceof Refusal)) return run;
    if (aside) return undefined;
    throw run;
  }

  /**
   * The audit with what stays in files, to be read once more.
   * @throws Refusal where it is too large
   */
  again(): Audit<AnyArray> {
    return withFiles(this.audit, this.options.mostAgain ?? MOST_AGAIN);
  }

  /** The audit with what stays in files, of which some rows are taken. */
  get files(): Audit<AnyArray> {
    return this.given;
  }

  /** Findings that were not looked for, and why. */
  get left(): readonly { readonly code: string; readonly why: string }[] {
    return [...this.refusals].map(([code, why]) => ({ code, why }));
  }

  /** Notes that a finding was not looked for. */
  leave(code: string, { message }: Refusal): void {
    this.refusals.set(code, message);
  }

  private async run(variant: () => Audit): Promise<Report | undefined | Refusal> {
    try {
      return await tryRun(withFiles(variant(), this.options.mostAgain ?? MOST_AGAIN), this.options);
    } catch (error) {
      if (error instanceof Refusal) return error;
      if (error instanceof LossauditError && error.code !== 'aborted') return undefined;
      throw error;
    }
  }
}

export function viewsOf(audit: Audit): AnyView[] {
  return audit.outputs.map((output) => {
    const view = viewOf(audit, output);
    return pairViewOf(view) ?? view;
  });
}

/** What findings ask of an output's arrays. */
export function requestsOf(view: AnyView, all: readonly Needs[]): Request[] {
  return all.flatMap((one) => requestsIn(one.ask(view)));
}

function requestsIn(asked: Asked | undefined): Request[] {
  return Object.values(asked ?? {}).filter((request) => request !== undefined);
}

function answered(
  asked: Asked | undefined,
  answers: ReadonlyMap<string, unknown>,
): Answers<Asked> | undefined {
  if (!asked) return undefined;
  const facts = Object.entries(asked).map(([name, r]) => [name, r && answers.get(keyOf(r))]);
  return Object.fromEntries(facts);
}

/** The nodes that are one of the arrays. */
export function inputsOf(nodes: readonly Expr[], name: string): Expr[] {
  return nodes.filter((e) => e.node.kind === 'input' && e.node.name === name);
}

/** The id of the first step that is made of all of these. */
export function stepOver({ steps }: OutputGraph, parts: readonly Expr[]): string | undefined {
  return steps.find(({ expr }) => {
    const nodes = new Set(topological([expr]));
    return parts.every((part) => nodes.has(part));
  })?.info.id;
}

/** Are two numbers the same but for rounding? */
export function close(a: number, b: number): boolean {
  return near(a, b, 2e-6);
}
