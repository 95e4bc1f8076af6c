/** Another value of a parameter: its default, the other side of a flag, other words, usual numbers. */
import type { AuditOutput } from '../../audit/audit.js';
import type { Given, Param, ParamValue, Role } from '../../frameworks/param.js';
import { isNdArray } from '../../tensor/ndarray.js';
import { shortText } from '../../text/sentence.js';
import type { Axis, CauseFamily, Change } from '../axis.js';
import { usualValues } from '../usual-values.js';
import { withParams } from '../variants.js';

/** Those have axes of their own. */
const ELSEWHERE: ReadonlySet<Role | undefined> = new Set<Role>([
  'logits',
  'reduction',
  'dtype',
  'class-weights',
  'positive-weight',
  'ignored-label',
]);
const FAMILIES: Partial<Record<Role, CauseFamily>> = { 'class-axis': 'shape', 'item-count': 'accumulation' };

export const params: Axis = {
  name: 'params',
  *changes({ audit }) {
    const seen = new Set<string>();
    for (const output of audit.outputs)
      for (const [name, param] of Object.entries(output.use.declared)) {
        if (ELSEWHERE.has(param.role) || seen.has(name)) continue;
        seen.add(name);
        yield* changesOf(name, param, output);
      }
  },
};

function* changesOf(name: string, param: Param, output: AuditOutput): Generator<Change> {
  const own = output.use.values[name] ?? null;
  const family: CauseFamily = FAMILIES[param.role!] ?? (isNdArray(own) ? 'weights' : 'constants');
  const told = new Set<ParamValue>([own]);
  function* change(to: ParamValue, cost: number, as = textOf(to)): Generator<Change> {
    if (told.has(to) || !param.fits(to)) return;
    told.add(to);
    yield {
      what: `params.${name}`,
      from: textOf(own),
      to: as,
      family,
      cost,
      sentence: to === null ? `${name} is left out` : `${name} is ${as}`,
      apply: (c) => ({ ...c, audit: withParams(c.audit, (o) => withNamed(o, name, to)) }),
    };
  }
  const otherwise = param.default as ParamValue;
  yield* change(otherwise, 3);
  if (typeof own === 'boolean') yield* change(!own, 4);
  // Where the default is a word or nothing, the flags say what other parameters say, too.
  else if (param.kind === 'several') for (const flag of [true, false]) yield* change(flag, 6);
  for (const word of param.words ?? []) yield* change(word, 5);
  if (param.kind === 'choice' || isNdArray(own)) return;
  for (const [value, cost] of usualValues(name, param, output.use.info.family)) yield* change(value, cost);
  if (param.role === 'smoothing') yield* smoothed(output, Number(own), change);
}

/** Rules of smoothing that another amount of the same rule stands for. */
function* smoothed(
  { arrays, use }: AuditOutput,
  own: number,
  change: (to: number, cost: number, as: string) => Iterable<Change>,
): Generator<Change> {
  const axis = use.value('class-axis');
  const classes = arrays.y_pred?.shape.at(typeof axis === 'number' ? axis : -1) ?? 0;
  for (const amount of own > 0 ? [own] : [0.1, 0.2]) {
    const cost = own > 0 ? 5 : 7;
    const text = shortText(amount);
    // 1 − a for the class itself and a/(K − 1) for each other one.
    if (classes > 2)
      yield* change((amount * classes) / (classes - 1), cost, `${text} spread over the other classes alone`);
    if (own === 0) continue;
    yield* change(2 * amount, 6, shortText(2 * amount));
    yield* change(amount / 2, 6, shortText(amount / 2));
  }
}

function textOf(value: ParamValue): string {
  if (isNdArray(value)) return 'as given';
  return typeof value === 'number' ? shortText(value) : value === null ? 'left out' : String(value);
}

/** The parameters of an output with another value for one that it has. */
function withNamed({ use, params: given }: AuditOutput, name: string, value: ParamValue): Given {
  const param = use.declared[name];
  if (!param?.fits(value)) return given;
  if (value !== null) return { ...given, [name]: value };
  const { [name]: _, ...rest } = given;
  return rest;
}
