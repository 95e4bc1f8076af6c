/** The registry of commands: one line each. */
import type { Command } from '../command.js';
import { check } from './check.js';
import { compare } from './compare.js';
import { completion } from './completion.js';
import { compute } from './compute.js';
import { engine } from './engine.js';
import { explain } from './explain.js';
import { init } from './init.js';
import { inspect } from './inspect.js';
import { list } from './list.js';
import { merge } from './merge.js';
import { partial } from './partial.js';
import { replay } from './replay.js';
import { schema } from './schema.js';
import { unroll } from './unroll.js';

export const COMMANDS: readonly Command[] = [
  compute,
  check,
  compare,
  explain,
  replay,
  unroll,
  partial,
  merge,
  inspect,
  list,
  init,
  schema,
  completion,
  engine,
];
