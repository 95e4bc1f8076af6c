/** One audit under every framework and version that can compute it, grouped by number. */
import type { Audit } from '../audit/audit.js';
import { graphFor } from '../audit/batch.js';
import { shownParams, subjectOf } from '../audit/present.js';
import { ruleText } from '../audit/rule-text.js';
import { type RunOptions, runAudit } from '../audit/run.js';
import { chooseEngines } from '../engines/choose.js';
import { type EvaluateOptions, partOf } from '../engines/pace.js';
import { LossauditError } from '../errors.js';
import type { Framework, FrameworkRules } from '../frameworks/framework.js';
import type { LoopRule } from '../loops/rule.js';
import type { Report } from '../report/audit/model.js';
import type { CompareReport, Group, Member } from '../report/compare/model.js';
import type { Arithmetic } from '../tensor/ndarray.js';
import { type Candidate, candidatesOf, type Refused, unableOf } from './candidates.js';
import { type Grouped, grouped } from './groups.js';
import { loopMembers } from './loop-members.js';
import { partsAt } from './parts.js';

export interface CompareOptions extends EvaluateOptions {
  /** Other reductions, metrics and losses that take more to be translated, too. */
  readonly all?: boolean;
  /** Of lossaudit. */
  readonly version: string;
}

/** What one framework makes of the audit. */
export interface Made {
  readonly value: number;
  readonly value64: number;
  readonly dtype: Arithmetic;
  readonly member: Omit<Member, 'difference'>;
  /** Of which the member's steps are. */
  readonly audit: Audit;
  readonly home: Framework;
  readonly versions: readonly string[];
  /** Of another loop than the framework's own. */
  readonly loop?: LoopRule;
  readonly report: Report;
}

/**
 * @param frameworks those to compare with, each in all its versions or in one
 * @throws LossauditError where the audit itself cannot be computed; `aborted`
 */
export async function compareAudit(
  audit: Audit,
  frameworks: readonly (Framework | FrameworkRules)[],
  options: CompareOptions,
): Promise<CompareReport> {
  // What is wrong with the audit itself is told as `compute` tells it.
  for (const output of audit.outputs) graphFor(audit, output);
  const { candidates, unable } = candidatesOf(audit, frameworks, options);
  const [itself, ...others] = candidates;
  if (!itself?.translation.own) throw new Error('an audit is a translation of itself');
  const first = shareOf(options, 0, COMPUTED);
  const own = await madeBy(itself, partOf(first, 0, candidates.length), true);
  const made: Made[] = [];
  const refused: Refused[] = [];
  for (const [i, candidate] of others.entries()) {
    const one = await triedBy(candidate, partOf(first, i + 1, candidates.length));
    if ('member' in one) made.push(one);
    else refused.push(one);
  }
  const groups = grouped([own, ...made, ...loopMembers(own)]);
  const second = shareOf(options, COMPUTED, 1);
  const there = groups.length > 1 ? await run(own.audit, partOf(second, 0, groups.length)) : undefined;
  const told: Group[] = [];
  for (const [i, group] of groups.entries())
    told.push(await groupOf(group, i === 0 ? undefined : there, partOf(second, i, groups.length)));
  return {
    schema: 'lossaudit/compare@1',
    tool: { name: 'lossaudit', version: options.version },
    audit: subjectOf(audit, (o) => o.use.info.name),
    groups: told,
    translated: translatedBy(candidates),
    not_comparable: [...unable, ...unableOf(refused)].map(({ home, versions, code, why }) => ({
      framework: home.name,
      versions,
      code,
      why,
    })),
  };
}

/** What computing numbers takes of the whole, before the steps of each group. */
const COMPUTED = 0.7;

function shareOf(options: CompareOptions, from: number, to: number): CompareOptions {
  const { progress } = options;
  return progress ? { ...options, progress: (part) => progress(from + (to - from) * part) } : options;
}

/** On the reference engine: in the audit's dtype, and in float64 beside it. */
async function run(audit: Audit, options: CompareOptions, how: Partial<RunOptions> = {}): Promise<Report> {
  const engines = await chooseEngines('reference', audit.dtype, options.version);
  return runAudit(audit, engines, { ...options, full: false, ...how });
}

/** A refusal that only values tell is one of that framework. */
async function triedBy(candidate: Candidate, options: CompareOptions): Promise<Made | Refused> {
  try {
    return await madeBy(candidate, options);
  } catch (error) {
    if (!(error instanceof LossauditError) || error.code === 'aborted') throw error;
    const { home, versions, rules } = candidate;
    return { home, title: rules.title, versions, code: error.code, why: error.message };
  }
}

/** @param full with every batch, however many */
async function madeBy(candidate: Candidate, options: CompareOptions, full = false): Promise<Made> {
  const { home, versions, translation } = candidate;
  const { audit, notes } = translation;
  const report = await run(audit, options, { brief: true, full: full && audit.batchSize !== undefined });
  const { outputs } = audit;
  const [only] = outputs;
  const params =
    outputs.length === 1
      ? shownParams(only!.params)
      : Object.fromEntries(outputs.map((o) => [o.name, shownParams(o.params)]));
  return {
    value: report.total,
    value64: report.total_float64,
    dtype: audit.dtype,
    member: {
      framework: home.name,
      versions: ruleText(home, versions),
      loss: outputs.map((o) => o.loss).join(' + '),
      params,
      dtype: audit.dtype,
      value: report.total,
      value_float64: report.total_float64,
      notes: [...notes],
    },
    audit,
    home,
    versions,
    report,
  };
}

async function groupOf(
  { first, members }: Grouped<Made>,
  there: Report | undefined,
  options: CompareOptions,
): Promise<Group> {
  const here = there && (await run(first.audit, options));
  // A loop's quotient is its own, over the losses of another's batches.
  const report = first.loop && here ? here : first.report;
  const [only] = report.outputs.length === 1 && report.regularization === 0 ? report.outputs : [];
  return {
    value: first.value,
    value_float64: first.value64,
    ledger: only?.ledger ?? null,
    formula: only && only.ledger.formula !== 'value' ? only.ledger.formula : report.total_formula,
    members: together(members).map((one) => {
      const difference = one.value === first.value ? 0 : one.value - first.value;
      const rounded = difference !== 0 && !Number.isNaN(difference);
      const notes = rounded ? [...one.member.notes, 'differs by rounding alone'] : one.member.notes;
      return { ...one.member, difference: Number.isNaN(difference) ? 0 : difference, notes };
    }),
    parts_at: there && here ? partsAt(there, here) : null,
  };
}

/** Members that are told by their versions alone are one. */
function together(members: readonly Made[]): readonly Made[] {
  const found = new Map<string, Made>();
  for (const one of members) {
    const { versions: _, value_float64: __, ...told } = one.member;
    const key = JSON.stringify([told, String(one.value), one.loop?.title]);
    const before = found.get(key);
    const versions = [...(before?.versions ?? []), ...one.versions];
    if (!before || one.loop) {
      found.set(key, one);
      continue;
    }
    found.set(key, {
      ...before,
      versions,
      member: { ...before.member, versions: ruleText(one.home, versions) },
    });
  }
  return [...found.values()];
}

/** Each translation once, with the versions that it is for. */
function translatedBy(candidates: readonly Candidate[]): CompareReport['translated'] {
  const found = new Map<string, { home: Framework; versions: string[]; what: string; how: string }>();
  for (const { home, versions, translation } of candidates)
    for (const { what, how } of translation.translated) {
      const key = `${home.name} ${what} ${how}`;
      const before = found.get(key)?.versions ?? [];
      found.set(key, { home, what, how, versions: [...new Set([...before, ...versions])] });
    }
  return [...found.values()].map(({ home, versions, what, how }) => ({
    framework: home.name,
    versions: versions.length === home.versions.length ? 'all' : ruleText(home, versions),
    what,
    how,
  }));
}
