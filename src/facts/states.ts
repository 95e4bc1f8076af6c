/** The states of the facts that are asked of some arrays: fed with blocks of rows, merged, written, read. */
import { badState, record } from '../engines/written.js';
import type { ArrayData } from '../tensor/ndarray.js';
import { type AnyFact, type ArrayHead, keyOf, type Request, rowsOf, type State } from './fact.js';
import { factNamed } from './registry.js';

const SCHEMA = 'lossaudit/facts@1';

/** The written form. */
export interface WrittenFacts {
  readonly schema: typeof SCHEMA;
  readonly facts: readonly { readonly fact: string; readonly state: Readonly<Record<string, unknown>> }[];
}

export type Heads = Readonly<Record<string, ArrayHead | undefined>>;

interface Entry {
  readonly request: Request;
  readonly kind: AnyFact;
  readonly heads: readonly ArrayHead[];
  readonly shared: boolean;
  state: State;
}

export class FactStates {
  private readonly entries = new Map<string, Entry>();

  /**
   * @param requests of which several may be the same
   * @param heads dtype and shape of the whole arrays, by slot
   * @param whole slots whose arrays are not cut into rows of axis 0 (a single weight): taken in with row 0
   */
  constructor(requests: Iterable<Request>, heads: Heads, whole: readonly string[] = []) {
    for (const request of requests) {
      const kind = factNamed(request.fact);
      const own = request.slots.map((slot) => heads[slot]!);
      const state = mapFields(kind, (field) => field.start());
      const shared = request.slots.some((slot) => whole.includes(slot));
      this.entries.set(keyOf(request), { request, kind, heads: own, shared, state });
    }
  }

  /**
   * @param written see `write`
   * @param requests,heads,whole of which they are; what is not written had no rows, or was moot in them
   * @throws LossauditError `bad-state`
   */
  static from(
    written: unknown,
    requests: Iterable<Request>,
    heads: Heads,
    whole?: readonly string[],
  ): FactStates {
    const states = new FactStates(requests, heads, whole);
    const { schema, facts } = record(written, 'facts');
    if (schema !== SCHEMA || !Array.isArray(facts)) return badState(`its schema is not ${SCHEMA}`);
    for (const one of facts) {
      const { fact, state } = record(one, 'a fact');
      const entry = states.entries.get(String(fact));
      if (!entry) return badState(`it holds the fact ${String(fact).slice(0, 80)}, which nobody asks for`);
      const values = record(state, 'a state');
      entry.state = mapFields(entry.kind, (field, key) => field.read(values[key], key));
    }
    return states;
  }

  /** Some of these states, not copied: what is taken in there is taken in here. */
  only(requests: readonly Request[]): FactStates {
    const some = new FactStates([], {});
    for (const request of requests) some.entries.set(keyOf(request), this.entries.get(keyOf(request))!);
    return some;
  }

  /**
   * Takes in whole rows of axis 0 of every array that is asked about; in any order, none twice.
   * @param arrays their values by slot, row-major; what is not cut as a whole
   * @param first,rows which rows of the whole arrays they are
   */
  block(arrays: Readonly<Record<string, ArrayData | undefined>>, first: number, rows: number): void {
    for (const { request, kind, heads, shared, state } of this.entries.values()) {
      if (shared && first > 0) continue;
      const own = request.slots.map((slot) => arrays[slot]!);
      kind.block(
        state,
        { arrays: own, heads, first, rows: shared ? rowsOf(heads[0]!) : rows },
        request.params,
      );
    }
  }

  /** Adds what states of other rows hold; they may be taken over. */
  merge(other: FactStates): void {
    for (const [key, entry] of this.entries) {
      const { state } = other.entries.get(key) ?? {};
      if (state)
        entry.state = mapFields(entry.kind, (field, name) => field.merge(entry.state[name], state[name]));
    }
  }

  /** All states as plain JSON: equal states are written alike, however they came to be. */
  write(): WrittenFacts {
    const facts = [...this.entries].map(([fact, { kind, state }]) => ({
      fact,
      state: mapFields(kind, (field, key) => field.write(state[key])),
    }));
    return { schema: SCHEMA, facts: facts.sort((a, b) => (a.fact < b.fact ? -1 : 1)) };
  }

  /** What the rows say; undefined for what was not asked for. */
  answer<R>(request: Request<R>): R | undefined {
    const entry = this.entries.get(keyOf(request));
    return entry && (entry.kind.answer(entry.state, request.params, entry.heads) as R);
  }
}

function mapFields(
  { fields }: AnyFact,
  of: (field: AnyFact['fields'][string], key: string) => unknown,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, of(field, key)]));
}
