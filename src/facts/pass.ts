/**
 * Facts of arrays, in at most two passes over their rows: statistics first, then what these do not decide.
 */
import { type EvaluateOptions, isDue, requireGoing, turn } from '../engines/pace.js';
import type { ArrayData, NdArray } from '../tensor/ndarray.js';
import { isStored } from '../tensor/stored.js';
import { blocksOf, openRows, type Rows, rowsInMemory, type Sources } from './blocks.js';
import { type ArrayStats, isMoot, keyOf, type Request, rowsOf } from './fact.js';
import { stats } from './kinds/stats.js';
import { factNamed } from './registry.js';
import { FactStates } from './states.js';

const statsOf = (slot: string) => stats.of([slot], {});

/** Statistics that must be known before it is clear what else is needed. */
export function statsFor(requests: readonly Request[]): Request<ArrayStats>[] {
  const slots = requests.flatMap(({ fact, slots: own, moot }) => [
    ...(factNamed(fact).trivial ? own : []),
    ...(moot ? [moot.slot] : []),
  ]);
  return [...new Set(slots)].map(statsOf);
}

/** Those for which values must be looked at: neither useless nor decided by what is known. */
function openOf(requests: readonly Request[], known: FactStates): Request[] {
  const statistics = (slot: string) => known.answer(statsOf(slot))!;
  return requests.filter((request) => {
    const { trivial } = factNamed(request.fact);
    const decided = isMoot(request, statistics) || trivial?.(request.slots.map(statistics), request.params);
    return request.fact !== stats.kind.name && !decided;
  });
}

/**
 * The states of all these requests, but of moot ones, of arrays in memory or in files; see `answersOf`.
 * @throws LossauditError
 */
export async function gather(
  requests: readonly Request[],
  arrays: Sources,
  options: EvaluateOptions,
): Promise<FactStates> {
  const first = [...statsFor(requests), ...requests.filter((r) => r.fact === stats.kind.name)];
  const states = new FactStates([...first, ...requests], arrays);
  await passOver(states, first, arrays, options);
  await passOver(states, openOf(requests, states), arrays, options);
  return states;
}

/**
 * The states of all these requests over some of the rows; none is decided by statistics, which are not those
 * of all rows. Arrays that have no rows of axis 0 are taken in with row 0.
 */
export async function gatherRows(
  requests: readonly Request[],
  arrays: Sources,
  whole: readonly string[],
  rows: Rows,
  options: EvaluateOptions,
): Promise<FactStates> {
  const states = new FactStates(requests, arrays, whole);
  const cut = requests.filter(({ slots }) => !slots.some((slot) => whole.includes(slot)));
  await passOver(states, cut, arrays, options, rows);
  const shared = requests.filter((request) => !cut.includes(request));
  if (rows.from === 0) await passOver(states, shared, arrays, options);
  return states;
}

/** What states say, by `keyOf`: undefined where a fact is moot. */
export function answersOf(requests: readonly Request[], states: FactStates): Map<string, unknown> {
  const moot = (request: Request) => isMoot(request, (slot) => states.answer(statsOf(slot))!);
  return new Map(requests.map((r) => [keyOf(r), moot(r) ? undefined : states.answer(r)]));
}

/** A fact of arrays in memory, at once. */
export function factOf<R>(request: Request<R>, arrays: Readonly<Record<string, NdArray>>): R {
  const states = new FactStates([request], arrays);
  const heads = request.slots.map((slot) => arrays[slot]!);
  const readers = heads.map(rowsInMemory);
  for (const rows of blocksOf(heads)) {
    const values = request.slots.map((slot, i) => [slot, readers[i]!(rows)]);
    states.block(Object.fromEntries(values), rows.from, rows.to - rows.from);
  }
  return states.answer(request)!;
}

/** Arrays with as many rows are read side by side, and each once. */
async function passOver(
  states: FactStates,
  requests: readonly Request[],
  arrays: Sources,
  options: EvaluateOptions,
  some?: Rows,
): Promise<void> {
  const rows = ({ slots }: Request) => [...new Set(slots.map((slot) => rowsOf(arrays[slot]!)))].join();
  for (const n of new Set(requests.map(rows))) {
    const group = requests.filter((request) => rows(request) === n);
    await feed(states.only(group), [...new Set(group.flatMap((r) => r.slots))], arrays, options, some);
  }
}

async function feed(
  states: FactStates,
  slots: readonly string[],
  arrays: Sources,
  options: EvaluateOptions,
  some?: Rows,
): Promise<void> {
  const readers = new Map<string, (rows: Rows) => ArrayData | Promise<ArrayData>>();
  const closing: (() => Promise<void>)[] = [];
  try {
    for (const slot of slots) {
      const array = arrays[slot]!;
      if (isStored(array)) {
        const { read, close } = await openRows(array);
        closing.push(close);
        readers.set(slot, read);
      } else readers.set(slot, rowsInMemory(array));
    }
    for (const rows of blocksOf(
      slots.map((slot) => arrays[slot]!),
      some,
    )) {
      const values: Record<string, ArrayData> = {};
      for (const [slot, read] of readers) {
        const block = read(rows);
        // Memory is read without waiting: a turn for each block would cost more than its work.
        values[slot] = block instanceof Promise ? await block : block;
      }
      states.block(values, rows.from, rows.to - rows.from);
      if (isDue()) await turn({ signal: options.signal }, 0);
    }
    requireGoing(options);
  } finally {
    for (const close of closing) await close();
  }
}
