/** `--reported [OUTPUT=]X[@batch_size=16[,step=3]]`: a number that somebody saw, and where. */
import { InvalidArgumentError } from 'commander';
import type { Conditions } from '../../audit/audit.js';
import { joined } from '../../text/sentence.js';
import { nearest } from '../../text/suggest.js';
import { WRITTEN_NUMBER } from '../../text/written-number.js';

/** As an entry of the audit file's `reported`. */
export interface ReportedFlag extends Conditions {
  readonly value: string;
  readonly of: string;
}

/** The shortest name: a condition's value may hold signs of its own (`framework=keras@2.2`). */
const FLAG = new RegExp(`^(?:([^@]+?)=)??(${WRITTEN_NUMBER})(?:@(.*))?$`, 'i');
const CONDITIONS = ['batch_size', 'epoch', 'step', 'stage', 'framework'] as const;
type Condition = (typeof CONDITIONS)[number];
/** The least value of each that is a whole number. */
const LEAST: Partial<Record<Condition, number>> = { batch_size: 1, epoch: 0, step: 1 };
const STAGES = ['train', 'evaluate'] as const;

export function collectReported(text: string, previous: ReportedFlag[] = []): ReportedFlag[] {
  const match = FLAG.exec(text.trim());
  if (!match)
    throw new InvalidArgumentError('It is written 0.2, main=0.2 of an output, or 0.2@batch_size=16,step=3.');
  const [, name, value = '', where] = match;
  return [...previous, { value, of: ofNamed(name), ...conditionsOf(where) }];
}

/** An output that is called `loss` or `history` is written in full: `outputs.loss.loss=0.2`. */
function ofNamed(name: string | undefined): string {
  if (name === undefined || name === 'loss') return 'loss';
  return name === 'history' || /^outputs\..+\.loss$/.test(name) ? name : `outputs.${name}.loss`;
}

function conditionsOf(text: string | undefined): Conditions {
  if (text === undefined) return {};
  const given = new Map<Condition, string | number>();
  for (const part of text.split(',')) {
    const [, key = '', value = ''] = /^([^=]*)=(.*)$/.exec(part.trim()) ?? [undefined, part.trim()];
    const known = CONDITIONS.find((c) => c === key.replaceAll('-', '_'));
    if (known === undefined) throw new InvalidArgumentError(unknown(key));
    if (given.has(known)) throw new InvalidArgumentError(`${known} stands there twice.`);
    given.set(known, conditionOf(known, value));
  }
  return Object.fromEntries(given);
}

function unknown(key: string): string {
  const [near] = nearest(key, CONDITIONS);
  const known = `after @ stand ${joined(CONDITIONS, 'or')}, each with its value`;
  return `There is no condition ${key || 'without a name'}${near ? `, only ${near}` : ''}: ${known}.`;
}

function conditionOf(key: Condition, text: string): string | number {
  const least = LEAST[key];
  if (least !== undefined) {
    const n = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(n) || n < least)
      throw new InvalidArgumentError(`${key} must be a whole number of at least ${least}.`);
    return n;
  }
  if (key === 'stage' && !STAGES.some((s) => s === text))
    throw new InvalidArgumentError('stage must be train or evaluate.');
  if (text === '') throw new InvalidArgumentError(`${key} has no value.`);
  return text;
}
