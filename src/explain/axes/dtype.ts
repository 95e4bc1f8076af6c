/** Another arithmetic. */
import { ARITHMETICS } from '../../tensor/ndarray.js';
import type { Axis } from '../axis.js';

export const dtype: Axis = {
  name: 'dtype',
  *changes({ audit }) {
    for (const to of ARITHMETICS) {
      if (to === audit.dtype) continue;
      yield {
        what: 'dtype',
        from: audit.dtype,
        to,
        family: 'dtype',
        cost: 6,
        sentence: `computed in ${to}`,
        apply: (of) => ({ ...of, audit: { ...of.audit, dtype: to } }),
      };
    }
  },
};
