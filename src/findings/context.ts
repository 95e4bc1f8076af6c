/** What findings look at: the audit, its report, facts of its arrays, the audit under other rules. */
import type { Audit, AuditOutput } from '../audit/audit.js';
import type { OutputGraph } from '../audit/graph.js';
import type { EvaluateOptions } from '../engines/pace.js';
import { LossauditError } from '../errors.js';
import { tryRun } from '../explain/variants.js';
import type { Expr } from '../expr/node.js';
import { topological } from '../expr/walk.js';
import { isStored, type Source } from '../facts/blocks.js';
import { keyOf, type Request } from '../facts/fact.js';
import { answersOf, gather } from '../facts/pass.js';
import type { FactStates } from '../facts/states.js';
import type { OutputReport, Report } from '../report/audit/model.js';
import { sizeOf } from '../tensor/ndarray.js';
import { near } from '../tensor/near.js';
import type { Subject } from './finding.js';
import type { Answers, Asked, Needs } from './needs.js';
import { type AnyView, type OutputView, pairViewOf, viewOf } from './views.js';

/** An output's view, and what the report says of it. */
export type Reported<V extends AnyView> = V & { readonly report: OutputReport };

/** Elements of arrays in files that are read once more for a finding that computes the loss again. */
export const MOST_AGAIN = 2 ** 28;

/** Why a finding was not looked for. */
class Refusal {
  constructor(readonly why: string) {}
}

export class CheckContext {
  private readonly runs = new Map<string, Report | undefined | Refusal>();
  private readonly answers: readonly Map<string, unknown>[];
  private readonly refusals = new Map<string, string>();
  private looking = '';
  readonly every: readonly Reported<AnyView>[];

  /** @param states of each output: facts that were gathered elsewhere */
  constructor(
    readonly audit: Audit,
    readonly report: Report,
    readonly options: EvaluateOptions = {},
    private readonly states?: readonly FactStates[],
  ) {
    this.every = viewsOf(audit).map((view, i) => Object.assign(view, { report: report.outputs[i]! }));
    this.answers = audit.outputs.map(() => new Map());
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

  /** From now on it is this finding that is looked for. */
  begin(code: string): void {
    this.looking = code;
  }

  /** Gathers what these need, all together: two passes over the arrays at most. */
  async prepare(all: readonly Needs[]): Promise<void> {
    for (const [i, view] of this.every.entries()) {
      const known = this.answers[i]!;
      const wanted = requestsOf(view, all).filter((request) => !known.has(keyOf(request)));
      if (wanted.length === 0) continue;
      const states = this.states?.[i] ?? (await gather(wanted, view.output.arrays, this.options));
      for (const [key, answer] of answersOf(wanted, states)) known.set(key, answer);
    }
  }

  /** The outputs whose arrays decide something, with the facts that were asked for. */
  async *read<V extends AnyView, F extends Asked>(
    needed: Needs<V, F>,
  ): AsyncGenerator<{ readonly view: Reported<V>; readonly facts: Answers<F> }> {
    await this.prepare([needed]);
    for (const [i, view] of this.every.entries()) {
      const asked = needed.ask(view);
      if (!asked) continue;
      const facts = Object.entries(asked).map(([name, request]) => [
        name,
        request && this.answers[i]!.get(keyOf(request)),
      ]);
      yield { view: view as Reported<V>, facts: Object.fromEntries(facts) as Answers<F> };
    }
  }

  /**
   * The report of a variant, on the reference engine; undefined where it is refused. Runs once per name. Of
   * arrays in files it is not run where that would take long: then the finding is not looked for.
   * @param how `by values`: the variant is made of the values of whole arrays; `aside`: the finding can do
   * without its number
   */
  async rerun(name: string, variant: () => Audit, ...how: readonly Rerun[]): Promise<Report | undefined> {
    if (!this.runs.has(name)) this.runs.set(name, await this.run(variant, how.includes('by values')));
    const run = this.runs.get(name);
    if (!(run instanceof Refusal)) return run;
    if (!how.includes('aside')) this.leave(run.why);
    return undefined;
  }

  /** May whole arrays be read again? If not, the finding is not looked for. */
  mayReadAgain(): boolean {
    const refusal = refusalOf(this.audit, true);
    if (refusal) this.leave(refusal.why);
    return !refusal;
  }

  /** Findings that were not looked for, and why. */
  get left(): readonly { readonly code: string; readonly why: string }[] {
    return [...this.refusals].map(([code, why]) => ({ code, why }));
  }

  private leave(why: string): void {
    this.refusals.set(this.looking, why);
  }

  private async run(variant: () => Audit, byValues: boolean): Promise<Report | undefined | Refusal> {
    const refusal = byValues ? refusalOf(this.audit, true) : undefined;
    if (refusal) return refusal;
    let audit: Audit;
    try {
      audit = variant();
    } catch (error) {
      if (error instanceof LossauditError) return undefined;
      throw error;
    }
    return refusalOf(audit, false) ?? tryRun(audit, this.options);
  }
}

type Rerun = 'by values' | 'aside';

export function viewsOf(audit: Audit): AnyView[] {
  return audit.outputs.map((output) => {
    const view = viewOf(audit, output);
    return pairViewOf(view) ?? view;
  });
}

/** What findings ask of an output's arrays. */
export function requestsOf(view: AnyView, all: readonly Needs[]): Request[] {
  return all.flatMap((one) => Object.values(one.ask(view) ?? {}).filter((r) => r !== undefined));
}

/** Why the arrays of an audit are not read once more; undefined where they are. */
function refusalOf({ outputs }: Audit, asAWhole: boolean): Refusal | undefined {
  const stored = outputs.flatMap(storedOf);
  if (stored.length === 0) return undefined;
  const elements = stored.reduce((n, { shape }) => n + sizeOf(shape), 0);
  if (asAWhole) return new Refusal('it takes whole arrays, and these are read from their files in parts');
  return elements > MOST_AGAIN
    ? new Refusal(`it computes the loss again, and ${elements} elements are more than ${MOST_AGAIN}`)
    : undefined;
}

const storedOf = ({ arrays }: AuditOutput) =>
  Object.values<Source | undefined>(arrays).filter((a) => a !== undefined && isStored(a));

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
