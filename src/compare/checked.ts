/** An audit that a version takes: by names, settings and shapes, in the arithmetic that its losses have. */
import type { AskedOutput, Audit } from '../audit/audit.js';
import { graphFor } from '../audit/batch.js';
import { resolved } from '../audit/resolve.js';
import { checkRows } from '../audit/rows.js';
import { topological } from '../expr/walk.js';
import { type Arithmetic, isFloating, shapeText } from '../tensor/ndarray.js';
import { rounding } from '../tensor/round.js';
import { derived, mapped } from './arrays.js';
import { isOfClasses } from './source.js';

/** @throws LossauditError for what the framework refuses by names and shapes */
export function checked(asked: Omit<Audit, 'outputs'> & { outputs: readonly AskedOutput[] }): Audit {
  const made = asked.outputs.map((output) => computed(asked, output));
  const each = made.map(({ dtype }) => dtype);
  // What all outputs compute in is the audit's.
  const same = each.every((dtype) => dtype === each[0]) ? each[0] : undefined;
  const dtype = same ?? asked.dtype;
  const outputs = made.map((o) => ({ ...o, dtype: o.dtype === dtype ? undefined : o.dtype }));
  const audit = resolved({ ...asked, dtype, outputs });
  checkRows(audit);
  for (const output of audit.outputs) graphFor(audit, output);
  return audit;
}

/** A loss with an arithmetic of its own computes in it what comes rounded, as in an audit that is read. */
function computed(
  audit: Omit<Audit, 'outputs'>,
  output: AskedOutput,
): AskedOutput & { readonly dtype: Arithmetic } {
  const { dtype: own, computesIn, slots } = audit.rules.choose(output, audit.settings);
  const given = own ?? audit.dtype;
  const dtype = computesIn?.[given] ?? given;
  if (dtype === given || given === 'float64') return { ...output, dtype };
  const round = rounding(given);
  const arrays = Object.entries(output.arrays).map(([slot, a]) => {
    const exact = !a || !isFloating(a.dtype) || slots[slot]?.exact;
    return [slot, exact ? a : derived(a, `rounded to ${given}`, () => mapped(a, round))];
  });
  return { ...output, arrays: Object.fromEntries(arrays), dtype };
}

/** Two arrays of N rows that make a table of N × N are taken as they are, and told. */
export function stretchedNotes(audit: Audit): string[] {
  const { y_pred: p, y_true: y } = audit.outputs[0]!.arrays;
  if (!p || !y || isOfClasses(audit.outputs[0]!.use.info.family)) return [];
  const { value } = graphFor(audit, audit.outputs[0]!);
  const text = ({ shape }: { readonly shape: readonly number[] }) => shapeText(shape);
  const most = Math.max(p.data.length, y.data.length);
  const wide = most > 0 ? topological([value]).find((e) => e.size > most) : undefined;
  return wide ? [`y_true ${text(y)} against y_pred ${text(p)} is stretched to ${text(wide)}`] : [];
}
