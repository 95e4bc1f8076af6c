/** The options that several commands share, and their values. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { ENGINE_NAMES, type EngineName } from '../engines/names.js';
import { LossauditError } from '../errors.js';
import { ACTIVATIONS, BACKENDS, MODES } from '../frameworks/settings.js';
import { FEEDS } from '../loops/rule.js';
import { ARITHMETICS, type Arithmetic } from '../tensor/ndarray.js';
import { isUnderflow } from '../text/written-number.js';
import { collectReported, type ReportedFlag } from './flags/reported.js';

/** Options that make or override an audit, as they were typed: `overridesOf` reads them. */
export interface AuditFlags {
  framework?: string;
  loss?: string;
  param?: Record<string, string>;
  yTrue?: string;
  yPred?: string;
  input?: Record<string, string>;
  mask?: string;
  sampleWeight?: string;
  classWeight?: string;
  activation?: (typeof ACTIVATIONS)[number];
  backend?: string;
  mode?: string;
  batchSize?: number;
  dtype?: Arithmetic;
  reported?: ReportedFlag[];
  expect?: Record<string, string>;
  root?: string[];
}

export interface EngineFlags {
  engine: EngineName;
  enginePath?: string;
}

/** The audit's flags, alike for every command: what they say is over the file. */
export function auditOptions(command: Command): void {
  const options: readonly Option[] = [
    one('--framework <name@version>', 'whose losses and rules apply: keras@2.2, keras@2.15, keras@3'),
    one('--loss <name>', "the framework's own name for the loss"),
    repeated('--param <key=value>', 'an argument of the loss; an array is a file, or [1,2]', 'delta=0.5'),
    one('--y-true <array>', 'targets: a file, or numbers such as [[1],[0]]'),
    one('--y-pred <array>', 'predictions: a file, or numbers'),
    repeated('--input <slot=array>', 'a further array of the loss', 'anchor=anchor.npy'),
    one('--mask <array>', '1 for samples that count, 0 for masked ones'),
    one('--sample-weight <array>', 'a weight per sample or timestep'),
    one('--class-weight <weights>', '0=1,1=3, or {"0": 1, "1": 3}, or a file that holds that'),
    one('--activation <name>', 'the last activation, whose input y_pred holds', ACTIVATIONS),
    one('--backend <name>', "Keras 3's, where the number depends on it", BACKENDS),
    one('--mode <mode>', 'graph, as in fit, or eager: the loss called on tensors', MODES),
    once(new Option('--batch-size <n>', 'rows a batch').argParser(positiveInteger)),
    one('--dtype <dtype>', "the framework's arithmetic", ARITHMETICS),
    new Option(
      '--reported <number>',
      'a number that somebody saw: 0.2, main=0.2 of an output, 0.2@batch_size=16,step=3 where its place is ' +
        'known (repeatable)',
    ).argParser(collectReported),
    repeated('--expect <key=value>', 'a reference value: loss=0.2, steps.ID=[1,2], rtol=1e-4', 'loss=0.2'),
  ];
  for (const option of options) command.addOption(option);
  command.option(
    '--root <dir>',
    'also read arrays that the file names from this folder (repeatable)',
    folders,
  );
}

function one(flags: string, what: string, choices?: readonly string[]): Option {
  const option = new Option(flags, what);
  return once(choices ? option.choices(choices) : option);
}

/** Of two values it would be open which was meant; an empty one is a variable that was not set. */
function once(option: Option): Option {
  const parse = option.parseArg;
  return option.argParser((text: string, previous: unknown) => {
    if (previous !== undefined) throw new InvalidArgumentError('It is given twice.');
    if (text.trim() === '') throw new InvalidArgumentError('It is empty.');
    return parse ? parse(text, undefined) : text;
  });
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

export function folders(value: string, previous: string[] = []): string[] {
  return [...previous, outputFile(value)];
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

/** `key=value`, each key once. @param example of one */
function repeated(flags: string, what: string, example: string): Option {
  return new Option(flags, `${what} (repeatable)`).argParser(
    (text: string, previous: Readonly<Record<string, string>> = {}) => {
      const at = text.indexOf('=');
      const key = text.slice(0, Math.max(at, 0)).trim();
      const value = text.slice(at + 1);
      if (key === '' || value.trim() === '')
        throw new InvalidArgumentError(`It is written key=value, as in ${example}.`);
      if (key.includes('__proto__'))
        throw new InvalidArgumentError('JavaScript has another use for this name.');
      if (Object.hasOwn(previous, key)) throw new InvalidArgumentError(`${key} is given twice.`);
      return { ...previous, [key]: value };
    },
  );
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
