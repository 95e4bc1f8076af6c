/** Why an audit has no words in another framework. */
import { row } from './row.js';

const OTHERS = 'Choose other frameworks with --frameworks, or compare what they have in common.';

export const COMPARE_ERRORS = {
  'no-such-loss': row<{ framework: string; loss: string }>({
    message: (d) => `${d.framework} has no loss that computes what ${d.loss} does`,
    hint: OTHERS,
  }),
  'no-slot': row<{ framework: string; loss: string; what: string }>({
    message: (d) => `${d.loss} of ${d.framework} takes no ${d.what}`,
    hint: OTHERS,
  }),
  'lacks-slot': row<{ framework: string; loss: string; what: string }>({
    message: (d) => `${d.loss} of ${d.framework} wants ${d.what}, which the audit has not`,
    hint: OTHERS,
  }),
  'no-param': row<{ framework: string; loss: string; name: string; value: string }>({
    message: (d) => `${d.loss} of ${d.framework} has no parameter like ${d.name} (${d.value} here)`,
    hint: OTHERS,
  }),
  'other-predictions': row<{ framework: string; loss: string; has: string; wants: string; why: string }>({
    message: (d) => `${d.loss} of ${d.framework} wants ${d.wants}, and y_pred holds ${d.has}: ${d.why}`,
    hint: OTHERS,
  }),
  'other-targets': row<{ framework: string; loss: string; wants: string; why: string }>({
    message: (d) => `${d.loss} of ${d.framework} wants ${d.wants}: ${d.why}`,
    hint: OTHERS,
  }),
  'other-weights': row<{ framework: string; loss: string; what: string; why: string }>({
    message: (d) => `${d.loss} of ${d.framework} cannot take this ${d.what}: ${d.why}`,
    hint: OTHERS,
  }),
};
