/**
 * The library: read an audit, run it, print its report. Everything the command line does is made of these.
 */

export type { Audit, AuditOutput, Conditions, Expectations, Reported } from './audit/audit.js';
export type { Overrides } from './audit/overlay.js';
export { type ReadContext, readAudit } from './audit/read.js';
export { type RunOptions, runAudit } from './audit/run.js';
export { auditReport } from './audit.js';
export { auditSource, type LossSource, type MicroBatch } from './batches/source.js';
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
export { loops } from './loops/index.js';
export { FEEDS, type Feed, type LoopNumbers, type LoopRule, loopNumbers } from './loops/rule.js';
export { epochBatches, type ReplayNumbers, type ReplayOptions, replayNumbers } from './replay/replay.js';
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
export type { CompareReport } from './report/compare/model.js';
export { explainMarkdown } from './report/explain/markdown.js';
export type { Explanation } from './report/explain/model.js';
export { explainText } from './report/explain/text.js';
export { explanationText } from './report/explain/words.js';
export { reportJson } from './report/json.js';
export type { UnrollReport } from './report/unroll/model.js';
export { ARITHMETICS, type Arithmetic, type Dtype, type NdArray } from './tensor/ndarray.js';
export type { UnrollOptions } from './unroll/unroll.js';
export { type UnrolledLog, unrollLog } from './unroll/unroll-log.js';
export { VERSION } from './version.js';
