/**
 * The library: read an audit, run it, print its report. Everything the command line does is made of these.
 */

export type { Audit, AuditOutput, Conditions, Expectations, Reported } from './audit/audit.js';
export {
  type ArrayInput,
  type AuditInput,
  type NestedNumbers,
  readGivenAudit as readAudit,
} from './audit/given.js';
export type { ReadContext } from './audit/read.js';
export { type RunOptions, runAudit } from './audit/run.js';
export { auditReport } from './audit.js';
export { auditSource, type LossSource, type MicroBatch } from './batches/source.js';
export { type CheckOptions, checkAudit, checkReport } from './check.js';
export { type CompareOptions, compareAudit } from './compare/compare.js';
export { chooseEngines, type Engines } from './engines/choose.js';
export type { Engine, EngineInfo } from './engines/engine.js';
export { ENGINE_NAMES, type EngineName } from './engines/names.js';
export type { EvaluateOptions } from './engines/pace.js';
export { type ErrorCode, LossauditError } from './errors.js';
export { type ExplainOptions, explainAudit } from './explain/explain.js';
export { FINDINGS, type FindingFilter, findingsOf } from './findings/index.js';
export type { Framework, FrameworkRules, LossInfo, Settings } from './frameworks/framework.js';
export { FRAMEWORKS, findFramework } from './frameworks/index.js';
export type { ParamValue } from './frameworks/param.js';
export type { ShapedArray } from './io/shaped-array.js';
export type { TypedArray } from './io/typed-array.js';
export { loops } from './loops/index.js';
export { FEEDS, type Feed, type LoopNumbers, type LoopRule, loopNumbers } from './loops/rule.js';
export { epochBatches, type ReplayNumbers, type ReplayOptions, replayNumbers } from './replay/replay.js';
export { type ReplayAuditOptions, replayAudit } from './replay/report.js';
export { reportMarkdown } from './report/audit/markdown.js';
export type {
  Comparison,
  FindingReport,
  Ledger,
  Nested,
  OutputReport,
  Report,
  StepReport,
} from './report/audit/model.js';
export { reportText, type TextOptions } from './report/audit/text.js';
export type { AuditResult, CheckReport } from './report/check/model.js';
export { checkText } from './report/check/text.js';
export { compareMarkdown } from './report/compare/markdown.js';
export type { CompareReport } from './report/compare/model.js';
export { compareText } from './report/compare/text.js';
export { explainMarkdown } from './report/explain/markdown.js';
export type { Explanation } from './report/explain/model.js';
export { explainText } from './report/explain/text.js';
export { explanationText } from './report/explain/words.js';
export { reportJson } from './report/json.js';
export type { ReplayReport } from './report/replay/model.js';
export { replayText } from './report/replay/text.js';
export { unrollCsv, unrollJson } from './report/unroll/json.js';
export type { UnrollReport } from './report/unroll/model.js';
export { unrollText } from './report/unroll/text.js';
export { ARITHMETICS, type Arithmetic, type Dtype, type NdArray } from './tensor/ndarray.js';
export type { UnrollOptions } from './unroll/unroll.js';
export { type UnrolledLog, unrollLog } from './unroll/unroll-log.js';
export { VERSION } from './version.js';
