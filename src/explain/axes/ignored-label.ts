/** Rows of a label that count nothing, or that count although they should not. */
import type { AuditOutput } from '../../audit/audit.js';
import type { ParamValue } from '../../frameworks/param.js';
import type { Axis, Change } from '../axis.js';
import { mapped } from '../derive.js';
import { ignoredLabel as ignoredOf } from '../roles.js';
import { pairOf, paramsWith, withOutputs } from '../variants.js';

/** Labels of padding and background come first. */
const USUAL = [0, -1, -100, 255];
/** More labels than this are not tried one by one. */
const MOST = 12;

export const ignoredLabel: Axis = {
  name: 'ignored labels',
  *changes({ audit }) {
    const [first] = audit.outputs.filter((o) => o.use.info.classIndices);
    const pair = first && pairOf(first);
    if (!first || !pair) return;
    const own = ignoredOf(first);
    const param = first.use.info.paramOf('ignored-label');
    const change = (to: string, cost: number, label: number | undefined): Change => ({
      what: param ? `params.${param.name}` : 'ignored labels',
      from: own === undefined ? 'none' : String(own),
      to,
      family: 'mask',
      cost,
      sentence: label === undefined ? 'no label is ignored' : `rows of the label ${label} are ignored`,
      apply: (c) => ({
        ...c,
        audit: withOutputs(c.audit, (o) => (o.use.info.classIndices ? ignoring(o, label) : {})),
      }),
    });
    const labels = new Set<number>();
    const { data } = pair.yTrue;
    for (let i = 0; i < data.length && labels.size <= MOST; i++) labels.add(data[i]!);
    if (own !== undefined && labels.has(own)) yield change('none', 4, undefined);
    const tried = labels.size > MOST ? USUAL : [...labels].toSorted((a, b) => a - b);
    for (const label of tried)
      if (label !== own && (labels.size > MOST || labels.has(label)))
        yield change(String(label), USUAL.includes(label) ? 5 : 7, label);
  },
};

/** By the parameter where the loss has it, else by the mask where the audit has none. */
function ignoring(output: AuditOutput, label: number | undefined) {
  const param = output.use.info.paramOf('ignored-label');
  if (param) return { params: paramsWith(output, 'ignored-label', label ?? (param.default as ParamValue)) };
  const { y_true: labels, mask } = output.arrays;
  if (!labels || mask || label === undefined) return {};
  return { mask: mapped(labels, `not ${label}`, (y) => Number(y !== label)) };
}
