/** What else may be done with weights of classes: those of the audit, and those that a parameter holds. */
import type { AuditOutput } from '../../audit/audit.js';
import type { Role } from '../../frameworks/param.js';
import { isNdArray, type NdArray } from '../../tensor/ndarray.js';
import { type ArrayRule, axisOf } from '../array-rules.js';
import type { Axis } from '../axis.js';
import { mapped, sumOf } from '../derive.js';
import type { OutputChange, PairOutput } from '../variants.js';

type Values = readonly number[];
/** Ways to make other weights of given ones. */
const WAYS: readonly {
  readonly to: string;
  readonly cost: number;
  readonly said: string;
  readonly of: (w: number, all: Values) => number;
}[] = [
  { to: 'squared', cost: 5, said: 'count twice (squared)', of: (w) => w * w },
  {
    to: 'normalised to a sum of 1',
    cost: 5,
    said: 'are divided by their sum first',
    of: (w, all) => w / total(all),
  },
  {
    to: 'normalised to a mean of 1',
    cost: 5,
    said: 'are divided by their mean first',
    of: (w, all) => (w * all.length) / total(all),
  },
  { to: 'reciprocals', cost: 6, said: 'divide instead of multiplying', of: (w) => 1 / w },
  { to: 'square roots', cost: 7, said: 'count as their square roots', of: (w) => Math.sqrt(w) },
];

const total = (all: Values) => all.reduce((a, b) => a + b, 0);

/** The weights that the audit gives beside its arrays. */
export const classWeight: Axis = axisOf('class_weight', 'class_weight', 'weights', function* () {
  yield {
    to: 'left out',
    sentence: 'the class weights are left out, as in validation',
    cost: ({ classWeight: w }) => w && 3,
    of: ({ classWeight: w }) => w && { classWeight: undefined },
  };
  for (const { to, cost, said, of } of WAYS)
    yield {
      to,
      sentence: `the class weights ${said}`,
      cost: ({ classWeight: w }) => w && cost,
      of: ({ classWeight: w }) => {
        if (!w) return undefined;
        const all = [...w.values()];
        return { classWeight: new Map([...w].map(([k, x]) => [k, of(x, all)])) };
      },
    };
  yield {
    to: 'balanced',
    sentence: 'every class counts the same: class weights of rows / (classes × rows of the class)',
    cost: (o) => (canWeigh(o) ? 7 : undefined),
    of: (o) => (canWeigh(o) ? { classWeight: balanced(o) } : undefined),
  };
});

/** Only a training loop that has class weights makes them of an audit that has none. */
function canWeigh({ use, classWeight: given, yTrue }: PairOutput): boolean {
  const { info } = use;
  return !given && info.classIndices && info.paramOf('class-weights') === undefined && yTrue.data.length > 1;
}

function balanced({ yTrue }: PairOutput): Map<number, number> {
  const counts = new Map<number, number>();
  for (let i = 0; i < yTrue.data.length; i++)
    counts.set(yTrue.data[i]!, (counts.get(yTrue.data[i]!) ?? 0) + 1);
  return new Map([...counts].map(([k, n]) => [k, yTrue.data.length / (counts.size * n)]));
}

/** Weights of the positives that people give, where the audit gives none. */
const POSITIVE = [2, 3, 5, 10, 0.5];

/** Weights that a parameter holds. */
export const weightParam: Axis = {
  name: 'class weights',
  *changes(of, asked) {
    for (const role of ['class-weights', 'positive-weight'] as const) {
      const names = new Set(of.audit.outputs.flatMap((o) => o.use.info.paramOf(role)?.name ?? []));
      for (const name of names)
        yield* axisOf(name, `params.${name}`, 'weights', () => rules(role, name)).changes(of, asked);
    }
  },
};

function* rules(role: Role, name: string): Generator<ArrayRule> {
  const given = (o: AuditOutput) => {
    const w = o.use.info.paramOf(role)?.name === name ? o.use.value(role) : undefined;
    return isNdArray(w) ? w : undefined;
  };
  const taken = (o: AuditOutput) => o.use.info.paramOf(role)?.name === name;
  yield {
    to: 'left out',
    sentence: `${name} is left out`,
    cost: (o) => given(o) && 3,
    of: (o) => given(o) && withParam(o, name, null),
  };
  for (const { to, cost, said, of } of WAYS)
    yield {
      to,
      sentence: `the values of ${name} ${said}`,
      cost: (o) => given(o) && cost,
      of: (o) => {
        const w = given(o);
        return w && withParam(o, name, remade(w, to, of));
      },
    };
  if (role !== 'positive-weight') return;
  for (const value of POSITIVE)
    yield {
      to: String(value),
      sentence: `${name} is ${value}`,
      cost: (o) => (taken(o) && !given(o) ? 6 : undefined),
      of: (o) => (taken(o) && !given(o) ? withParam(o, name, single(value)) : undefined),
    };
  yield {
    to: 'negatives / positives',
    sentence: `${name} is the number of negatives for each positive`,
    cost: (o) => (taken(o) && !given(o) ? 5 : undefined),
    of: (o) => {
      if (!taken(o) || given(o)) return undefined;
      const positives = sumOf(mapped(o.yTrue, 'positive', (y) => Number(y > 0)));
      return withParam(o, name, single(o.yTrue.data.length / positives - 1));
    },
  };
}

function remade(w: NdArray, to: string, of: (w: number, all: Values) => number): NdArray {
  const all = Array.from(w.data as ArrayLike<number>);
  return mapped(w, to, (x) => of(x, all));
}

function single(value: number): NdArray {
  return { dtype: 'float64', shape: [1], data: Float64Array.of(value) };
}

function withParam({ params }: AuditOutput, name: string, value: NdArray | null): OutputChange {
  const { [name]: _, ...rest } = params;
  return { params: value === null ? rest : { ...rest, [name]: value } };
}
