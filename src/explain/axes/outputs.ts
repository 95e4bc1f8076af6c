/** Of several outputs, one alone, or all without their weights or with others. */
import type { Axis, Change } from '../axis.js';
import { isPlain } from '../case.js';
import { withOutputs } from '../variants.js';

export const outputs: Axis = {
  name: 'outputs',
  *changes(of) {
    const { audit } = of;
    const weighted = audit.outputs.filter((o) => o.lossWeight !== 1);
    if (weighted.length > 0) {
      yield weights('left out', 4, 'the loss weights of the outputs are left out', () => 1);
      yield weights('squared', 5, 'the loss weights count twice (squared)', (w) => w * w);
    }
    if (audit.outputs.length < 2) return;
    if (weighted.length > 0) {
      const sum = audit.outputs.reduce((total, o) => total + o.lossWeight, 0);
      if (sum > 0 && sum !== 1)
        yield weights(
          'normalised to a sum of 1',
          6,
          'the loss weights are divided by their sum',
          (w) => w / sum,
        );
    }
    for (const { name } of weighted) {
      yield weights(
        `left out of ${name}`,
        5,
        `the loss weight of the output ${name} is left out`,
        () => 1,
        name,
      );
      yield weights(
        `squared of ${name}`,
        6,
        `the loss weight of the output ${name} counts twice (squared)`,
        (w) => w * w,
        name,
      );
    }
    for (const { name } of audit.outputs)
      yield weights(`without ${name}`, 5, `the output ${name} is not in the total`, () => 0, name);
    if (!isPlain(of)) return;
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

/** @param name of the one output whose weight changes; all if left out */
function weights(
  to: string,
  cost: number,
  sentence: string,
  of: (w: number) => number,
  name?: string,
): Change {
  return {
    what: 'loss_weights',
    from: 'as given',
    to,
    family: 'totals',
    cost,
    sentence,
    apply: (c) => ({
      ...c,
      audit: withOutputs(c.audit, (o) =>
        name === undefined || o.name === name ? { lossWeight: of(o.lossWeight) } : {},
      ),
    }),
  };
}
