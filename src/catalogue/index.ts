/** What lossaudit knows: frameworks, and losses by name. The lists and pages are made of it. */
import { chosenLoss } from '../audit/read-outputs.js';
import type { FrameworkRules, LossEntry } from '../frameworks/framework.js';
import { FRAMEWORKS, findFramework } from '../frameworks/index.js';
import { frameworkOf, loadFramework } from '../frameworks/load.js';
import type { FrameworkItem, LossItem, LossReport } from '../report/catalogue/model.js';
import { sizesOf } from './letters.js';
import { lossReport } from './loss.js';

export { lossReport };

/** Losses of the newest version of every framework, or of one that is named. */
export function lossItems(framework: string | undefined): LossItem[] {
  const all =
    framework === undefined ? FRAMEWORKS.map((f) => f.rules(undefined)) : [findFramework(framework)];
  return all.flatMap((rules) =>
    rules.entries.map(({ info, params }) => ({
      framework: rules.framework,
      version: rules.version,
      loss: info.name,
      family: info.family,
      params: Object.keys(params),
    })),
  );
}

export function frameworkItems(): FrameworkItem[] {
  return FRAMEWORKS.map((framework) => {
    const newest = framework.rules(undefined);
    return {
      framework: framework.name,
      title: framework.title,
      newest: newest.version,
      versions: [...framework.versions],
      rules: framework.ranges.map(({ range, reductions }) => ({ range, reductions: [...reductions] })),
      dtype: newest.dtype,
      settings: Object.fromEntries(Object.entries(newest.settings).map(([name, of]) => [name, [...of]])),
      losses: newest.entries.length,
    };
  });
}

/**
 * The loss that a name means, as an audit finds it: without a framework a qualified name decides, then the
 * default. Parameters that stand in the name are those of its example.
 * @throws LossauditError `unknown-loss`, `loss-not-in-version`, `unknown-framework`, …
 */
export async function lossEntry(
  name: string,
  framework: string | undefined,
): Promise<{ readonly rules: FrameworkRules; readonly entry: LossEntry }> {
  const named = framework === undefined ? await frameworkOf([name]) : undefined;
  const rules = named ?? (await loadFramework(framework));
  const choice = await chosenLoss(rules, { loss: name, params: {} }, {});
  // A name that stands for several is the one of the usual shapes.
  const shapes = { y_true: sizesOf('N', 0), y_pred: sizesOf('N C', 0) };
  const { info } = choice.settle(shapes, false);
  const entry = rules.entries.find((entry) => entry.info.name === info.name)!;
  if (!choice.said) return { rules, entry };
  const params = { ...entry.example.params, ...choice.said };
  return { rules, entry: { ...entry, example: { ...entry.example, params } } };
}

/** Every loss of a framework: of its newest version, and those that only older ones have. */
export async function frameworkReports(name: string): Promise<LossReport[]> {
  const framework = FRAMEWORKS.find((f) => f.name === name)!;
  const reports = new Map<string, LossReport>();
  for (const version of framework.versions.toReversed()) {
    const rules = framework.rules(version);
    for (const entry of rules.entries)
      if (!reports.has(entry.info.name)) reports.set(entry.info.name, await lossReport(rules, entry, ''));
  }
  return [...reports.values()];
}
