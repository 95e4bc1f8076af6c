/**
 * A loss as a program writes it: `nn.CrossEntropyLoss(label_smoothing=0.1)`, `loss: 'mse'`,
 * `jnp.mean(optax.l2_loss)`. What stands in the brackets is read or refused, never passed over.
 */
import { LossauditError } from '../errors.js';
import type { Given, Params, ParamValue } from './param.js';

export interface Call {
  readonly name: string;
  /** Arguments by name. */
  readonly said: Given;
  /** Names without values: arrays, or flags. */
  readonly words: readonly string[];
  /** Values without names. */
  readonly values: readonly ParamValue[];
  /** What is no literal. */
  readonly unread: readonly string[];
}

/** What stands for an array that the audit has. */
const ARRAYS = new Set(['mask', 'weight', 'weights', 'sample_weight', 'w', 'y_true', 'y_pred']);
const LITERALS: Readonly<Record<string, ParamValue>> = {
  True: true,
  true: true,
  False: false,
  false: false,
  None: null,
  null: null,
};
const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i;

/** @param callers functions that reduce what a loss gives: `jnp.mean` */
export function callOf(text: string, callers: readonly string[] = []): Call {
  const name = /^\s*loss\s*[:=]\s*(['"])(.*)\1\s*$/.exec(text)?.[2] ?? text;
  const none = { name, said: {}, words: [], values: [], unread: [] };
  const call = /^\s*([\w.]+)\s*\((.*)\)\s*$/s.exec(name);
  if (!call) return none;
  const [, callee = '', inside = ''] = call;
  if (callers.includes(callee) && /^[\w.]+$/.test(inside))
    return { ...none, name: inside, said: { reduction: callee } };
  return { ...none, name: callee, ...argumentsOf(inside) };
}

function argumentsOf(text: string): Omit<Call, 'name'> {
  const said: Record<string, ParamValue> = {};
  const words: string[] = [];
  const values: ParamValue[] = [];
  const unread: string[] = [];
  for (const part of text.split(',').map((p) => p.trim())) {
    const [, name, given = part] = /^(\w+)\s*=\s*(.+)$/.exec(part) ?? [];
    const value = literal(given);
    if (part === '') continue;
    if (value === undefined) {
      if (name === undefined && /^[A-Za-z_]\w*$/.test(part)) words.push(part);
      else if (!ARRAYS.has(given)) unread.push(part);
    } else if (name === undefined) values.push(value);
    else said[name] = value;
  }
  return { said, words, values, unread };
}

function literal(text: string): ParamValue | undefined {
  if (Object.hasOwn(LITERALS, text)) return LITERALS[text];
  if (NUMBER.test(text)) return Number(text);
  return /^(['"])([^'"\\]*)\1$/.exec(text)?.[2];
}

/**
 * The parameters that a call says, beside those given.
 * @throws LossauditError `loss-call` for what is not read, and what `params` says otherwise
 */
export function saidBy({ said, words, values, unread }: Call, given: Given, params: Params): Given {
  const refuse = (argument: string, why: string) =>
    new LossauditError('loss-call', { argument, why }, { where: 'loss' });
  if (unread[0] !== undefined) throw refuse(unread[0], 'is no number, text or flag');
  // A value without a name says nothing that params does not say.
  const other = values.find((value) => !Object.values(given).includes(value));
  if (other !== undefined) throw refuse(JSON.stringify(other), 'has no name');
  const flags = words.filter((word) => Object.hasOwn(params, word) && params[word]!.fits(true));
  const all = { ...Object.fromEntries(flags.map((flag) => [flag, true])), ...said };
  for (const [name, value] of Object.entries(all)) {
    if (Object.hasOwn(given, name) && given[name] !== value)
      throw refuse(`${name}=${value}`, `is ${JSON.stringify(given[name])} in params`);
    if (typeof value === 'string' && Object.hasOwn(params, name) && params[name]!.takesArray)
      throw refuse(`${name}=${value}`, 'names an array, which params may name');
  }
  return all;
}
