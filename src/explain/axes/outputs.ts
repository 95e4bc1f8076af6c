/** Of several outputs, one alone, or all without their weights. */
import type { Axis } from '../axis.js';
import { isPlain } from '../case.js';
import { withOutputs } from '../variants.js';

export const outputs: Axis = {
  name: 'outputs',
  *changes(of) {
    const { audit } = of;
    if (audit.outputs.some((o) => o.lossWeight !== 1))
      yield {
        what: 'loss_weights',
        from: 'as given',
        to: 'left out',
        family: 'totals',
        cost: 4,
        sentence: 'the loss weights of the outputs are left out',
        apply: (c) => ({ ...c, audit: withOutputs(c.audit, () => ({ lossWeight: 1 })) }),
      };
    if (audit.outputs.length < 2 || !isPlain(of)) return;
    for (const { name } of audit.outputs)
      yield {
        what: 'outputs',
        from: 'the total',
        to: name,
        family: 'totals',
        cost: 4,
        sentence: `the loss of the output ${name} alone, before its loss weight`,
        apply: (c) => ({ ...c, output: name }),
      };
  },
};
