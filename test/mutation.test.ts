/**
 * The gate cannot forget: every registered loss and reduction has reference cases that notice when it is
 * wrong. Each is made wrong in several ways, and at least one case must fail; what survives is named.
 */
import { describe, expect, test } from 'vitest';
import type { AskedAudit } from '../src/audit/audit.js';
import { referenceEngine } from '../src/engines/reference/engine.js';
import type { Expr } from '../src/expr/node.js';
import type { FrameworkRules, LossUse } from '../src/frameworks/framework.js';
import { FRAMEWORKS } from '../src/frameworks/index.js';
import type { ParamValue } from '../src/frameworks/param.js';
import { deviationsOf, type Expected } from './support/conformance.js';
import { DEVIATIONS } from './support/deviations.js';
import { auditOf, DIFFERENTIAL, readDifferential, toleranceOf } from './support/differential-cases.js';
import { auditOfCase, casesOf } from './support/framework-cases.js';
import { caseAudit, readCases } from './support/reference-cases.js';

interface Case {
  readonly expected: Expected;
  readonly audit: AskedAudit;
  /** 1e-5 if left out. */
  readonly rtol?: number;
}

/** The cases of Keras, as audits. */
function kerasCases(): Case[] {
  return [
    ...['keras/reference.json', 'keras/seed-777.json', 'keras/reductions.json']
      .flatMap(readCases)
      .map((c) => ({ expected: c, audit: caseAudit(c) })),
    ...DIFFERENTIAL.flatMap(readDifferential).flatMap(({ spec, results }) =>
      Object.entries(results).map(([role, { error, expected, per_sample }]) => {
        const audit = auditOf(spec, role);
        return {
          expected: {
            kind: 'loss' as const,
            expected,
            expected_per_sample: per_sample,
            expected_error: error,
          },
          audit,
          rtol: Math.max(1e-5, toleranceOf(audit, role)),
        };
      }),
    ),
  ];
}

/** The cases of each framework's folder; what is refused while it is read is held by cases.test.ts. */
async function readCasesOf(framework: string): Promise<Case[]> {
  if (framework === 'keras') return kerasCases();
  const read = await Promise.all(
    casesOf(framework).map(async (c) => {
      const audit = await auditOfCase(c).catch(() => undefined);
      return audit && { expected: c.expected, audit, rtol: 10 * c.rtol };
    }),
  );
  return read.flatMap((c) => c ?? []);
}

const CASES = new Map<string, Case[]>();
for (const { name } of FRAMEWORKS) CASES.set(name, await readCasesOf(name));

interface Trial extends Case {
  /** The framework's own name of the loss. */
  readonly loss: string;
  /** `keras 2.11 – 2.15 sum`. */
  readonly reduction: string;
}

type Params = Readonly<Record<string, ParamValue>>;

function trialOf(c: Case): Trial | undefined {
  const { audit } = c;
  const { rules, outputs } = audit;
  try {
    const { name } = rules.findLoss(outputs[0].loss);
    const reduction = String(outputs[0].params.reduction ?? rules.reductions[0]);
    return { ...c, loss: name, reduction: `${rules.framework} ${rules.range} ${reduction}` };
  } catch {
    return undefined;
  }
}

/** Parameters that a loss takes and that cannot change its value. */
const IDLE = new Set([
  // One value only, the default.
  'mean_poisson_deviance: power',
  'mean_gamma_deviance: power',
  // The order of the scores decides, which no link changes.
  'merror: objective',
  'multi_error: objective',
  'multi_error: sigmoid',
  'binary_error: sigmoid',
  // The objective's, not the metric's.
  'tweedie-nloglik: tweedie_variance_power',
]);

/** A wrong framework: graphs are remembered by the key of a use, which is therefore another. */
function wrongRules(audit: AskedAudit, how: string, wrong: (x: Expr) => Expr): AskedAudit {
  const wrongly = (use: LossUse): LossUse => ({
    ...use,
    key: `${use.key}, ${how}`,
    objective: (request) => {
      const { value, score, perSample } = use.objective(request);
      const last = request.trace.steps.indexOf(score);
      const step = score.node.kind === 'step' ? score.node.step : undefined;
      const scored = step ? wrong(score.args[0]).step(step) : wrong(score);
      if (last >= 0) request.trace.steps[last] = scored;
      return { value: wrong(value), score: scored, perSample: wrong(perSample) };
    },
  });
  const rules: FrameworkRules = {
    ...audit.rules,
    choose: (...asked) => {
      const choice = audit.rules.choose(...asked);
      return { ...choice, settle: (...shapes) => wrongly(choice.settle(...shapes)) };
    },
  };
  return { ...audit, rules };
}

function withParams(audit: AskedAudit, change: (params: Params) => Params): AskedAudit {
  return { ...audit, outputs: audit.outputs.map((o) => ({ ...o, params: change(o.params) })) };
}

const WRONG: Readonly<Record<string, (audit: AskedAudit) => AskedAudit | undefined>> = {
  'score × 1.01': (audit) => wrongRules(audit, 'times 1.01', (x) => x.mul(1.01)),
  'sign changed': (audit) => wrongRules(audit, 'negated', (x) => x.neg()),
  'mean against sum': (audit) => {
    const { reduction = audit.rules.reductions[0] } = audit.outputs[0].params;
    if (/none$/i.test(String(reduction))) return undefined;
    // A sum that is divided, a mean that is not.
    const { y_pred = Object.values(audit.outputs[0].arrays)[0] } = audit.outputs[0].arrays;
    const rows = y_pred?.shape[0] ?? 1;
    return wrongRules(audit, String(reduction), (x) =>
      x.rank > 0 ? x : reduction === 'sum' ? x.div(rows) : x.mul(rows),
    );
  },
};

const dtypes = new Map<string, ReturnType<typeof referenceEngine>>();
const engineOf = ({ dtype }: AskedAudit) => {
  const known = dtypes.get(dtype) ?? referenceEngine({ dtype, version: 'test' });
  dtypes.set(dtype, known);
  return known;
};

/** Is there a case that holds as it is and fails when it is made wrong? */
async function noticed(
  trials: readonly Trial[],
  wrong: (audit: AskedAudit) => AskedAudit | undefined,
): Promise<boolean> {
  for (const { expected, audit, rtol } of trials) {
    const changed = wrong(audit);
    if (changed && (await deviationsOf(changed, expected, engineOf(audit), rtol ?? 1e-5)).length > 0)
      return true;
  }
  return false;
}

describe.each(FRAMEWORKS.map((f) => [f.name, f] as const))('%s', (name, framework) => {
  const trials = (CASES.get(name) ?? []).flatMap((c) => trialOf(c) ?? []);
  const answered = trials.filter(({ expected }) => expected.expected_error === undefined);

  test('every registered loss has reference cases', () => {
    const held = new Set(answered.map((t) => t.loss));
    expect(framework.losses.map((l) => l.name).filter((loss) => !held.has(loss))).toEqual([]);
  });

  test('the cases hold as they are', async () => {
    const wrong: string[] = [];
    for (const { expected, audit, loss, rtol } of answered) {
      if (DEVIATIONS[audit.name]) continue;
      const found = await deviationsOf(audit, expected, engineOf(audit), rtol ?? 1e-5);
      if (found.length > 0) wrong.push(`${audit.name}: ${loss}: ${found[0]}`);
    }
    expect(wrong).toEqual([]);
  });

  test('no loss can be wrong unnoticed', async () => {
    const survivors: string[] = [];
    for (const { name: loss } of framework.losses) {
      const own = answered.filter((t) => t.loss === loss);
      for (const [how, wrong] of Object.entries(WRONG))
        if (!(await noticed(own, wrong))) survivors.push(`${loss}: ${how}`);
    }
    expect(survivors).toEqual([]);
  });

  test('no reduction can be wrong unnoticed', async () => {
    const reductions = [...new Set(answered.map((t) => t.reduction))];
    const survivors: string[] = [];
    for (const reduction of reductions) {
      const own = answered.filter((t) => t.reduction === reduction);
      for (const [how, wrong] of Object.entries(WRONG)) {
        if (how.startsWith('mean') && /none$/i.test(reduction)) continue;
        if (!(await noticed(own, wrong))) survivors.push(`${reduction}: ${how}`);
      }
    }
    expect(survivors).toEqual([]);
  });

  test('no parameter can be ignored unnoticed', async () => {
    const survivors: string[] = [];
    for (const { name: loss, params } of framework.losses) {
      for (const param of params) {
        // How a reduction is wrong is seen above.
        if (param === 'reduction' || IDLE.has(`${loss}: ${param}`)) continue;
        const own = trials.filter((t) => t.loss === loss && t.audit.outputs[0].params[param] !== undefined);
        const without = (audit: AskedAudit) => withParams(audit, ({ [param]: _, ...rest }) => rest);
        if (!(await noticed(own, without))) survivors.push(`${loss}: ${param} ignored`);
      }
    }
    expect(survivors).toEqual([]);
  });
});
