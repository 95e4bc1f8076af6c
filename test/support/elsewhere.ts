/**
 * A made-up framework: another one under other words. Its parameters have the same roles and other names, its
 * versions other numbers, its reductions other words. What is said of the other must be said of it alike, in
 * its own words.
 */
import type { Audit, AuditOutput } from '../../src/audit/audit.js';
import { resolved } from '../../src/audit/resolve.js';
import type { Framework, FrameworkRules, LossInfo, LossUse } from '../../src/frameworks/framework.js';
import { keras } from '../../src/frameworks/keras/index.js';
import type { ParamValue } from '../../src/frameworks/param.js';

const NAMES: Readonly<Record<string, string>> = {
  from_logits: 'raw',
  label_smoothing: 'softness',
  ignore_class: 'skipped',
  axis: 'dim',
  delta: 'bend',
  ignore_index: 'skipped_label',
  reduction: 'combine',
};
const REDUCTIONS: Readonly<Record<string, string>> = {
  weighted_masked_objective: 'shared',
  sum_over_batch_size: 'average',
  mean: 'mean',
  mean_with_sample_weight: 'weighted',
  sum: 'total',
  none: 'each',
  batchmean: 'by row',
  auto: 'usual',
};

type Words = Readonly<Record<string, string>>;
const swapped = (words: Words): Words => Object.fromEntries(Object.entries(words).map(([a, b]) => [b, a]));
const [OWN_NAMES, OWN_REDUCTIONS] = [swapped(NAMES), swapped(REDUCTIONS)];

type Params = AuditOutput['params'];
const renamed = (params: Params, names: Words, reductions: Words): Params =>
  Object.fromEntries(
    Object.entries(params).map(([name, value]): [string, ParamValue] => {
      const reduction = name === 'reduction' || name === 'combine';
      return [names[name] ?? name, reduction ? (reductions[String(value)] ?? value) : value];
    }),
  );
const back = <T extends { readonly params: Params }>(x: T): T => ({
  ...x,
  params: renamed(x.params, OWN_NAMES, OWN_REDUCTIONS),
});

/** Keras 2.15 is Elsewhere 12.15. */
const ownVersion = (version: string) => `1${version}`;

/**
 * @param of the framework that it is under other words
 * @param since whether it declares a version that counts weights of 0
 */
export function elsewhere(since = true, of: Framework = keras): Framework {
  const home: Framework = {
    ...of,
    name: `elsewhere${since ? '' : '-alone'}`,
    title: 'Elsewhere',
    versions: of.versions.map(ownVersion),
    losses: of.losses.map(lossOf),
    dividesByWeights: undefined,
    carriers: [],
    rules: (version) => rulesOf(home, of.rules(version?.slice(1)), since),
  };
  return home;
}

function rulesOf(home: Framework, rules: FrameworkRules, since: boolean): FrameworkRules {
  const { zeroWeightsCount: count } = rules;
  return {
    ...rules,
    home,
    framework: home.name,
    title: `${home.title} ${ownVersion(rules.version)}`,
    version: ownVersion(rules.version),
    range: rules.range.split(' – ').map(ownVersion).join(' – '),
    reductions: rules.reductions.map((r) => REDUCTIONS[r]),
    zeroWeightsCount:
      count && since ? { since: ownVersion(count.since), version: ownVersion(count.version) } : undefined,
    findLoss: (name) => lossOf(rules.findLoss(name)),
    choose: (asked, settings) => {
      const choice = rules.choose(back(asked), settings);
      return { ...choice, settle: (...shapes) => useOf(home, choice.settle(...shapes)) };
    },
  };
}

function useOf(home: Framework, use: LossUse): LossUse {
  return {
    ...use,
    info: lossOf(use.info),
    key: `${home.name} ${use.key}`,
    value: (role) => (role === 'reduction' ? (REDUCTIONS[String(use.value(role))] ?? null) : use.value(role)),
  };
}

function lossOf(info: LossInfo): LossInfo {
  return {
    ...info,
    rowMean: info.rowMean && REDUCTIONS[info.rowMean],
    params: info.params.map((name) => NAMES[name] ?? name),
    paramOf: (role) => {
      const param = info.paramOf(role);
      if (!param) return undefined;
      const { name, default: otherwise, words } = param;
      const own = (value: ParamValue) => (role === 'reduction' ? REDUCTIONS[String(value)] : value);
      return { name: NAMES[name] ?? name, default: own(otherwise), words: words?.map((w) => String(own(w))) };
    },
  };
}

/** The same audit of the made-up framework. */
export function saidElsewhere(audit: Audit, framework: Framework): Audit {
  const rules = framework.rules(ownVersion(audit.rules.version));
  const outputs = audit.outputs.map((o) => ({ ...o, params: renamed(o.params, NAMES, REDUCTIONS) }));
  return resolved({ ...audit, framework: `${framework.name}@${rules.version}`, rules, outputs });
}
