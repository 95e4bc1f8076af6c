/**
 * The document of an audit, file and flags, rewritten: to be saved elsewhere, or to travel without its rows.
 */
import { type Slots, slotNamed } from '../frameworks/slots.js';
import type { JsonValue } from '../io/json.js';
import { isRecord } from '../io/json-value.js';
import { isNdArray } from '../tensor/ndarray.js';
import type { AnyArray } from '../tensor/stored.js';
import type { Audit } from './audit.js';
import type { Overlaid } from './overlay.js';
import { MEANS } from './read-outputs.js';

type Members = { [key: string]: JsonValue };

/** Keys of arrays, at the top or of an output. */
const ARRAYS = ['y_true', 'y_pred', 'input', 'target', 'mask', 'sample_weight'] as const;

/** What stands in place of what an audit's document has. */
interface Changes {
  /** @param key as errors name it: `outputs.main.y_pred` */
  array(spec: JsonValue, key: string): JsonValue;
  schema(schema: string): string | undefined;
}

/** The document of an audit, with each of its arrays given in another way. */
export function withArraySpecs(document: Overlaid, audit: Audit<AnyArray>, changes: Changes): JsonValue {
  const { value, flagOf } = document;
  const { array } = changes;
  const each = (members: JsonValue | undefined, of: (member: JsonValue, name: string) => JsonValue) =>
    isRecord(members)
      ? Object.fromEntries(Object.entries(members).map(([name, member]) => [name, of(member, name)]))
      : members;
  const output = (written: Members, prefix: string, name: string): Members => {
    const own = audit.outputs.find((o) => o.name === name);
    const loaded = own?.params ?? {};
    const spec = own && prefix === '' ? withoutOverridden(written, own.use.slots, flagOf) : written;
    const arrays = Object.fromEntries(
      ARRAYS.flatMap((key) => (spec[key] === undefined ? [] : [[key, array(spec[key], `${prefix}${key}`)]])),
    );
    const inputs = each(spec.inputs, (member, slot) => array(member, `${prefix}inputs.${slot}`));
    // Of a parameter only what was loaded as an array names a file.
    const params = each(spec.params, (member, param) =>
      isNdArray(loaded[param]) ? array(member, `${prefix}params.${param}`) : member,
    );
    return defined({ ...spec, ...arrays, inputs, params });
  };
  const expect = (spec: Members): Members =>
    defined({
      ...spec,
      per_sample: spec.per_sample === undefined ? undefined : array(spec.per_sample, 'expect.per_sample'),
      steps: each(spec.steps, (member, id) => array(member, `expect.steps.${id}`)),
      outputs: each(spec.outputs, (member, name) =>
        isRecord(member) && member.per_sample !== undefined
          ? { ...member, per_sample: array(member.per_sample, `expect.outputs.${name}.per_sample`) }
          : member,
      ),
    });
  return defined({
    ...output(value, '', 'output'),
    $schema: typeof value.$schema === 'string' ? changes.schema(value.$schema) : undefined,
    outputs: each(value.outputs, (member, name) =>
      isRecord(member) ? output(member, `outputs.${name}.`, name) : member,
    ),
    expect: isRecord(value.expect) ? expect(value.expect) : undefined,
  });
}

/** Without what a flag is over under another name of the same array: `input` beside --y-pred. */
function withoutOverridden(spec: Members, slots: Slots, flagOf: Overlaid['flagOf']): Members {
  const inputs = isRecord(spec.inputs) ? Object.keys(spec.inputs) : [];
  const keys = [...ARRAYS.filter((key) => key in spec), ...inputs.map((name) => `inputs.${name}`)];
  const slotOf = (key: string) => {
    const name = key.replace(/^inputs\./, '');
    return slotNamed(slots, MEANS[name] ?? name) ?? slotNamed(slots, name);
  };
  const set = new Set(keys.filter((key) => flagOf(key) !== undefined).map(slotOf));
  const over = new Set(keys.filter((key) => flagOf(key) === undefined && set.has(slotOf(key))));
  const kept = (members: Members, prefix: string): Members =>
    Object.fromEntries(Object.entries(members).filter(([name]) => !over.has(`${prefix}${name}`)));
  return kept(isRecord(spec.inputs) ? { ...spec, inputs: kept(spec.inputs, 'inputs.') } : spec, '');
}

function defined(members: { [key: string]: JsonValue | undefined }): Members {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Members;
}
