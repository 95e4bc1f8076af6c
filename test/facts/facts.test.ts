/**
 * Facts: any split of the rows, merged in any order, also by way of JSON, is what the whole arrays say; and
 * that is what their definitions say.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Request } from '../../src/facts/fact.js';
import { equal, stats } from '../../src/facts/kinds/stats.js';
import { answersOf, factOf, gather } from '../../src/facts/pass.js';
import { FACTS } from '../../src/facts/registry.js';
import { FactStates } from '../../src/facts/states.js';
import { sliceRows } from '../../src/tensor/ndarray.js';
import type { StoredArray } from '../../src/tensor/stored.js';
import { inFile } from '../support/in-file.js';
import { type Arrays, CASES } from './cases.js';

const rowsOf = ({ slots }: Request, arrays: Arrays) => arrays[slots[0]!]!.shape[0]!;

/** The states of these rows, in blocks. */
function statesOf(request: Request, arrays: Arrays, from: number, to: number, size = to - from): FactStates {
  const states = new FactStates([request], arrays);
  for (let at = from; at < to; at += size) {
    const end = Math.min(to, at + size);
    const block = Object.entries(arrays).map(([slot, a]) => [slot, sliceRows(a, at, end).data]);
    states.block(Object.fromEntries(block), at, end - at);
  }
  return states;
}

/** Numbers to 12 digits: sums of exponentials are rounded; functions by what they give for some batches. */
function shown(answer: unknown): unknown {
  const given = typeof answer === 'function' ? Array.from({ length: 12 }, (_, i) => answer(i)) : answer;
  return JSON.stringify(given, (_, x) => (typeof x === 'number' ? String(Number(x.toPrecision(12))) : x));
}

test('every fact has a case', () => {
  for (const { name } of FACTS)
    expect(Object.keys(CASES).some((key) => key.split(' ')[0] === name)).toBe(true);
});

describe.each(Object.entries(CASES))('%s', (_, cases) => {
  test('the answer is that of its definition', () => {
    fc.assert(
      fc.property(cases, ({ request, arrays, expected }) => {
        const answer = factOf(request, arrays);
        const all = typeof answer === 'function' ? (expected as unknown[]).map((_, i) => answer(i)) : answer;
        expect(shown(all)).toBe(shown(expected));
      }),
    );
  });

  test('parts in any order, written and read, are the whole', () => {
    fc.assert(
      fc.property(
        cases,
        fc.array(fc.nat(12), { maxLength: 4 }),
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.nat(100), { minLength: 10, maxLength: 10 }),
        fc.boolean(),
        ({ request, arrays }, cuts, size, order, written) => {
          const rows = rowsOf(request, arrays);
          const places = [0, ...cuts.map((c) => Math.min(c, rows)).sort((a, b) => a - b), rows];
          const left = places.slice(1).map((to, i) => statesOf(request, arrays, places[i]!, to, size));
          const json = (states: FactStates) =>
            FactStates.from(JSON.parse(JSON.stringify(states.write())), [request], arrays);
          for (const pick of order) {
            if (left.length < 2) break;
            const [one] = left.splice(pick % left.length, 1);
            const other = left[(pick * 7) % left.length]!;
            other.merge(written ? json(one!) : one!);
          }
          const whole = statesOf(request, arrays, 0, rows);
          expect(left[0]!.write()).toEqual(whole.write());
          expect(shown(left[0]!.answer(request))).toBe(shown(whole.answer(request)));
          expect(json(whole).write()).toEqual(whole.write());
        },
      ),
    );
  });

  test('what statistics decide needs no pass, and files say what memory says', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ request, arrays }) => {
        const said = shown(factOf(request, arrays));
        expect(shown((await gather([request], arrays, {})).answer(request))).toBe(said);
        const log: string[] = [];
        const stored = Object.entries(arrays).map(([slot, a]) => [slot, inFile(a, log)]);
        expect(shown((await gather([request], Object.fromEntries(stored), {})).answer(request))).toBe(said);
        expect(log.filter((x) => x === 'open')).toHaveLength(log.filter((x) => x === 'close').length);
      }),
    );
  });
});

describe('a pass', () => {
  const length = 600_000;
  const data = Float32Array.from({ length }, (_, i) => (i * 7919) % 1009);
  const a = { dtype: 'float32', shape: [length], data } as const;

  test('many blocks are one array', async () => {
    const request = stats.of(['a'], {});
    const answer = { min: 0, max: 1008, nan: 0, fractional: 0, count: length };
    expect(factOf(request, { a })).toEqual(answer);
    for (const one of [a, inFile(a, [])])
      expect((await gather([request], { a: one }, {})).answer(request)).toEqual(answer);
  });

  test('is stopped by a signal', async () => {
    const gone = gather([stats.of(['a'], {})], { a }, { signal: AbortSignal.abort() });
    await expect(gone).rejects.toMatchObject({ code: 'aborted' });
  });

  test('closes what it opened when reading fails', async () => {
    const log: string[] = [];
    const cut: StoredArray = {
      ...inFile(a, log),
      async open() {
        const reader = await inFile(a, log).open();
        return { ...reader, read: () => Promise.reject(new Error('cut short')) };
      },
    };
    await expect(gather([stats.of(['a'], {})], { a: cut }, {})).rejects.toThrow('cut short');
    expect(log).toEqual(['open', 'close']);
  });
});

describe('what nobody would ask is left out', () => {
  const request = equal.of(['a'], { value: 1 }, { slot: 'a', below: 0 });
  const of = (...list: number[]) => ({
    a: { dtype: 'float64', shape: [list.length], data: Float64Array.from(list) } as const,
  });
  test.each([
    [[1, 2], true],
    [[1, -2], false],
  ])('%j', async (list, asked) => {
    const states = await gather([request], of(...list), {});
    expect([...answersOf([request], states).values()]).toEqual([asked ? 1 : undefined]);
  });
});

test.each([
  ['another schema', { schema: 'lossaudit/facts@9', facts: [] }],
  ['no list', { schema: 'lossaudit/facts@1', facts: {} }],
  ['a fact that nobody asks for', { schema: 'lossaudit/facts@1', facts: [{ fact: 'x', state: {} }] }],
])('%s is no state', (_, written) => {
  const heads = { a: { dtype: 'float64', shape: [1] } } as const;
  expect(() => FactStates.from(written, [stats.of(['a'], {})], heads)).toThrowError(
    expect.objectContaining({ code: 'bad-state' }),
  );
});

test.each([
  ['count', -1],
  ['count', 0.5],
  ['min', 'less'],
  ['nan', undefined],
])('%s: %j is no part of a state', (field, value) => {
  const heads = { a: { dtype: 'float64', shape: [1] } } as const;
  const request = stats.of(['a'], {});
  const { schema, facts } = new FactStates([request], heads).write();
  const changed = facts.map((f) => ({ ...f, state: { ...f.state, [field]: value } }));
  expect(() => FactStates.from({ schema, facts: changed }, [request], heads)).toThrowError(
    expect.objectContaining({ code: 'bad-state' }),
  );
});
