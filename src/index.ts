/** The library: read an audit, run it, print its report. Everything the command line does is made of these. */

export type { Audit, AuditOutput, Expectations } from './audit/audit.js';
export { type Overrides, type ReadContext, readAudit } from './audit/read.js';
export { type RunOptions, runAudit } from './audit/run.js';
export { FINDINGS, type FindingFilter, findingsOf } from './checks/index.js';
export { auditReport } from './checks/pipeline.js';
export { chooseEngines, ENGINE_NAMES, type EngineName, type Engines } from './engines/choose.js';
export { ARITHMETICS, type Arithmetic, type Engine, type EngineInfo } from './engines/engine.js';
export { type ErrorCode, LossauditError } from './errors.js';
export type { Framework, FrameworkRules, LossInfo, Settings } from './frameworks/framework.js';
export { FRAMEWORKS, findFramework } from './frameworks/index.js';
export { FEEDS, type Feed, type LoopNumbers, type LoopRule, loopNumbers } from './frameworks/loop-rule.js';
export { loops } from './frameworks/loops.js';
export type { ParamValue } from './frameworks/param.js';
export { epochBatches, type ReplayNumbers, type ReplayOptions, replayNumbers } from './loop/replay.js';
export { auditSource, type LossSource, type MicroBatch } from './loop/source.js';
export type { UnrollOptions } from './loop/unroll.js';
export { type UnrolledLog, unrollLog } from './loop/unroll-log.js';
export { reportJson } from './report/json.js';
export { reportMarkdown } from './report/markdown.js';
export type { Comparison, FindingReport, Ledger, Nested, OutputReport, Report, StepReport } from './report/model.js';
export { reportText, type TextOptions } from './report/text.js';
export type { UnrollReport } from './report/unroll-model.js';
export type { Dtype, NdArray } from './tensor/ndarray.js';
export { VERSION } from './version.js';
