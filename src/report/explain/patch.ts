/** A patch as text: the command line that applies it where flags can say it, and its JSON. */

import { shellWord } from '../../text/shell.js';
import { jsonText } from '../json.js';

type Patch = Readonly<Record<string, unknown>>;

/** Keys that are flags of the same meaning. */
const FLAGS: Readonly<Record<string, string>> = {
  framework: '--framework',
  loss: '--loss',
  batch_size: '--batch-size',
  dtype: '--dtype',
  backend: '--backend',
  mode: '--mode',
  activation: '--activation',
};
/** Keys whose numbers stand in flags themselves, where they are few. */
const ARRAYS: Readonly<Record<string, string>> = {
  y_true: '--y-true',
  y_pred: '--y-pred',
  mask: '--mask',
  sample_weight: '--sample-weight',
};
const LONGEST_LITERAL = 60;
const COMMAND_COLUMNS = 68;
/** On one line up to here; longer ones have a line for each key. */
const ONE_LINE = 100;
/** Lines of a patch, and columns of each: arrays may be in it. */
const MOST_LINES = 12;
const MOST_COLUMNS = 200;

/** @returns lines of one command; undefined where flags cannot say it, or no file is named */
export function computeLine(patch: Patch, file: string): string[] | undefined {
  const flags: string[] = [];
  for (const [key, value] of Object.entries(patch)) {
    const found = flagsOf(key, value);
    if (found === undefined) return undefined;
    flags.push(...found);
  }
  const isFile = !['', 'flags', 'standard input', '-'].includes(file);
  return isFile && flags.length > 0 ? continued(['lossaudit compute', shellWord(file), ...flags]) : undefined;
}

/** A long command goes on below, as a shell takes it. */
function continued(words: readonly string[]): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last === undefined) lines.push(word);
    else if (`${last} ${word}`.length <= COMMAND_COLUMNS) lines[lines.length - 1] = `${last} ${word}`;
    else {
      lines[lines.length - 1] = `${last} \\`;
      lines.push(`  ${word}`);
    }
  }
  return lines;
}

function flagsOf(key: string, value: unknown): string[] | undefined {
  if (key === 'params') return named('--param', value);
  if (key === 'inputs') return named('--input', value);
  if (key === 'class_weight') return classWeightFlag(value);
  return flag(FLAGS[key], value) ?? listFlag(ARRAYS[key], value);
}

function flag(name: string | undefined, value: unknown): string[] | undefined {
  return name !== undefined && isScalar(value) ? [`${name} ${shellWord(String(value))}`] : undefined;
}

function listFlag(name: string | undefined, value: unknown): string[] | undefined {
  const text = literalText(value);
  return name === undefined || text === undefined ? undefined : [`${name} ${shellWord(text)}`];
}

/** Numbers in brackets as a flag takes them; undefined for others, and for many. */
function literalText(value: unknown): string | undefined {
  if (!Array.isArray(value)) return undefined;
  const text = jsonText(value, 0);
  return text.length <= LONGEST_LITERAL ? text : undefined;
}

function classWeightFlag(value: unknown): string[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const weights = Object.entries(value);
  if (weights.length === 0 || !weights.every(([, weight]) => typeof weight === 'number')) return undefined;
  return [`--class-weight ${shellWord(weights.map(([name, weight]) => `${name}=${weight}`).join())}`];
}

/** Flags of names are over those of the file, as a patch is. */
function named(flagName: string, value: unknown): string[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const entries = Object.entries(value).map(
    ([key, v]) => [key, isScalar(v) ? String(v) : literalText(v)] as const,
  );
  if (!entries.every(([, text]) => text !== undefined)) return undefined;
  return entries.map(([key, text]) => `${flagName} ${shellWord(`${key}=${text}`)}`);
}

function isScalar(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

/** Its JSON on one line where that is short, else a line for each key; what is too long is cut. */
export function patchLines(patch: Patch | null): string[] {
  if (patch === null) return [];
  const line = oneLineJson(patch);
  if (line.length <= ONE_LINE) return [line];
  const entries = Object.entries(patch);
  const lines = entries.map(([key, value], i) => {
    const text = `  ${JSON.stringify(key)}: ${oneLineJson(value)}`;
    const cut = text.length > MOST_COLUMNS ? `${text.slice(0, MOST_COLUMNS)} … (whole with --json)` : text;
    return `${cut}${i < entries.length - 1 ? ',' : ''}`;
  });
  const left = lines.length - MOST_LINES;
  return ['{', ...lines.slice(0, MOST_LINES), ...(left > 0 ? [`  … (${left} more with --json)`] : []), '}'];
}

/** With spaces after commas and colons, as people write it. */
function oneLineJson(value: unknown): string {
  return jsonText(value, 1)
    .replace(/\n\s*/g, ' ')
    .replace(/([[{]) /g, '$1')
    .replace(/ ([\]}])/g, '$1');
}
