/** The options that several commands share, and their values. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { ENGINE_NAMES, type EngineName } from '../engines/names.js';
import { LossauditError } from '../errors.js';
import { FEEDS } from '../loops/rule.js';
import { ARITHMETICS, type Arithmetic } from '../tensor/ndarray.js';
import { isUnderflow } from '../text/written-number.js';
import { collectReported, type ReportedFlag } from './reported-flag.js';

/** Options that make or override an audit. */
export interface AuditFlags {
  framework?: string;
  loss?: string;
  param?: Record<string, boolean | number | string | null>;
  yTrue?: string;
  yPred?: string;
  mask?: string;
  sampleWeight?: string;
  batchSize?: number;
  dtype?: Arithmetic;
  reported?: ReportedFlag[];
  root?: string[];
}

export interface EngineFlags {
  engine: EngineName;
  enginePath?: string;
}

export function auditOptions(command: Command): void {
  command
    .option('--framework <name@version>', 'whose losses and rules apply: keras@2.2, keras@2.15, keras@3')
    .option('--loss <name>', "the framework's own name for the loss")
    .option('--param <key=value>', 'an argument of the loss (repeatable)', collectParam)
    .option('--y-true <file>', 'targets')
    .option('--y-pred <file>', 'predictions')
    .option('--mask <file>', '1 for samples that count, 0 for masked ones')
    .option('--sample-weight <file>', 'a weight per sample or timestep')
    .option('--batch-size <n>', 'rows a batch', positiveInteger)
    .addOption(new Option('--dtype <dtype>', "the framework's arithmetic").choices(ARITHMETICS))
    .option('--root <dir>', 'also read arrays from this folder (repeatable)', collect);
}

/** How a result for people is printed, and where. @param what it is called */
export function resultOptions(command: Command, what: string): void {
  command
    .addOption(
      new Option('--format <format>', `how to print the ${what}`)
        .choices(['text', 'json', 'markdown'])
        .default('text'),
    )
    .option('--json', 'the same as --format json')
    .option('--output <file>', `write the ${what} to a file`, outputFile);
}

export function reportedOption(command: Command): void {
  command.option(
    '--reported <number>',
    'a number that somebody saw: 0.2, main=0.2 of an output, 0.2@batch_size=16,step=3 where its place is ' +
      'known (repeatable)',
    collectReported,
  );
}

export function engineOption(command: Command): void {
  command.addOption(
    new Option('--engine <name>', 'tfjs: float32 tensors; reference: own engine, without tfjs')
      .choices(ENGINE_NAMES)
      .default('tfjs'),
  );
  enginePathOption(command);
}

/** Code that is loaded is named, never found by chance. */
export function enginePathOption(command: Command): void {
  command.option('--engine-path <dir>', 'load native tfjs-node from this folder', outputFile);
}

export function positiveInteger(text: string): number {
  const n = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(n) || n < 1)
    throw new InvalidArgumentError('It must be a whole number of at least 1.');
  return n;
}

/** A double has 17 significant digits. */
export function digits(text: string): number {
  const n = Number(text);
  if (!/^\d{1,2}$/.test(text) || n < 1 || n > 17)
    throw new InvalidArgumentError('It must be a whole number from 1 to 17.');
  return n;
}

/** The name of a file to write, or of a folder: an empty one is a variable that was not set. */
export function outputFile(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('The name is empty.');
  return text;
}

export function feedOption(): Option {
  return new Option(
    '--feed <kind>',
    'how Keras got the data: a generator (fit_generator, a dataset of unknown length) ends an epoch ' +
      'otherwise',
  ).choices(FEEDS);
}

export function collect(value: string, previous: string[] = []): string[] {
  return [...previous, value];
}

/** `keras,torch@2.1`: at least one, none of them empty. */
export function names(text: string): string[] {
  const list = text.split(',').map((name) => name.trim());
  if (list.includes('')) throw new InvalidArgumentError('It is a list of names, as in keras,torch@2.1.');
  return list;
}

export function nonNegative(text: string): number {
  const x = Number(text);
  if (text.trim() === '' || !Number.isFinite(x) || x < 0)
    throw new InvalidArgumentError('It must be a number of at least 0.');
  refuseUnderflow(text);
  return x;
}

export function positiveNumber(text: string): number {
  const x = nonNegative(text);
  if (x === 0) throw new InvalidArgumentError('It must be a number above 0.');
  return x;
}

/** `delta=0.5`, `from_logits=true`, `reduction=sum`. */
function collectParam(text: string, previous: AuditFlags['param'] = {}): AuditFlags['param'] {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('It is written key=value, as in delta=0.5.');
  const key = text.slice(0, at);
  if (key === '__proto__') throw new InvalidArgumentError('No parameter has this name.');
  return { ...previous, [key]: paramValue(text.slice(at + 1)) };
}

function paramValue(text: string): boolean | number | string | null {
  if (/^true$/i.test(text)) return true;
  if (/^false$/i.test(text)) return false;
  if (/^(null|none)$/i.test(text) && text !== 'none') return null;
  if (text.trim() === '' || Number.isNaN(Number(text))) return text;
  refuseUnderflow(text);
  if (!Number.isFinite(Number(text)) && !/infinity/i.test(text))
    throw new InvalidArgumentError('It is beyond the largest double, 1.7976931348623157e308.');
  return Number.isFinite(Number(text)) ? Number(text) : text;
}

/** As in a file: a number that is not 0 does not become 0. */
export function refuseUnderflow(text: string): void {
  if (isUnderflow(text))
    throw new InvalidArgumentError('It is below the smallest double, 5e-324: it would become 0.');
}

/** A wrong use of the command line, in a sentence of its own. */
export function usageError(message: string, hint: string): LossauditError {
  return new LossauditError('usage', { message, hint });
}
