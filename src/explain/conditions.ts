/** The audit under the conditions of a reported number. */
import { type Audit, type Reported, totalReduction } from '../audit/audit.js';
import { withVersion } from '../audit/resolve.js';
import { rowCount } from '../audit/rows.js';
import { loadFramework } from '../frameworks/load.js';
import { type LoopNumbers, loopNumbers } from '../loops/rule.js';
import { type BatchReading, type Case, plain } from './case.js';

/**
 * How the number is read off the audit as it stands.
 * @throws LossauditError for a framework or version that there is not
 */
export async function conditioned(audit: Audit, { of, conditions }: Reported): Promise<Case> {
  const { batch_size: size, framework, step, stage } = conditions;
  let seen = size === undefined || size === audit.batchSize ? audit : { ...audit, batchSize: size };
  if (framework !== undefined) {
    const rules = await loadFramework(framework);
    if (rules.home === audit.rules.home) seen = withVersion(seen, rules.version);
  }
  const output = /^outputs\.(.+)\.loss$/.exec(of)?.[1];
  const start = { ...plain(seen), ...(output === undefined || audit.outputs.length < 2 ? {} : { output }) };
  if (seen.batchSize === undefined || seen.batchSize >= rowCount(seen)) return start;
  if (step !== undefined) return { ...start, batches: looped(`step ${step}`, (n) => n.shown[step - 1]) };
  return stage === 'evaluate' ? { ...start, batches: looped(stage, (n) => n.evaluate) } : start;
}

/** A number of the loop of the audit's own framework. */
function looped(name: string, pick: (numbers: LoopNumbers) => number | undefined): BatchReading {
  return {
    name,
    read: (batches, { rules, settings, ...audit }) => {
      const rule = rules.loop('total', settings, {
        reduction: totalReduction({ rules, settings, ...audit }),
      });
      return pick(
        loopNumbers(
          rule,
          batches.map((b) => b.total),
          batches.map((b) => b.rows),
        ),
      );
    },
  };
}
