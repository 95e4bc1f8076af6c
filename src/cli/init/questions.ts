/** What `init` asks on a terminal: framework, version, loss, and the file of each array. */
import { isAbsolute, relative, resolve, sep } from 'node:path';
import input from '@inquirer/input';
import search from '@inquirer/search';
import select from '@inquirer/select';
import { LossauditError } from '../../errors.js';
import type { FrameworkRules, LossEntry } from '../../frameworks/framework.js';
import { KNOWN } from '../../frameworks/known.js';
import { loadFramework } from '../../frameworks/load.js';
import { nearest } from '../../text/suggest.js';
import type { Draft } from './draft.js';

/**
 * @param folder that of the audit file: its paths are relative to it
 * @returns undefined when it was interrupted
 */
export async function askDraft(folder: string): Promise<Draft | undefined> {
  const closed = new AbortController();
  // Where standard input ends, nothing is left to wait for.
  const end = () => closed.abort();
  process.once('beforeExit', end);
  try {
    return await askAll(folder, { output: process.stderr, signal: closed.signal });
  } catch (error) {
    if (error instanceof Error && INTERRUPTED.has(error.name)) return undefined;
    throw error;
  } finally {
    process.removeListener('beforeExit', end);
  }
}

/** Of @inquirer/core: Ctrl-C, and a signal that was aborted. */
const INTERRUPTED: ReadonlySet<string> = new Set(['ExitPromptError', 'AbortPromptError']);

interface Context {
  /** Standard output is for the result. */
  readonly output: NodeJS.WritableStream;
  readonly signal: AbortSignal;
}

async function askAll(folder: string, context: Context): Promise<Draft> {
  const choices = Object.values(KNOWN).map(({ name, title }) => ({ value: name, name: title }));
  const name = await select({ message: 'Framework', choices, pageSize: choices.length }, context);
  const newest = (await loadFramework(name)).version;
  const version = await input(
    {
      message: `Version of ${KNOWN[name].title}`,
      default: newest,
      validate: (text) => problemOf(`${name}@${text.trim()}`),
    },
    context,
  );
  const framework = `${name}@${version.trim()}`;
  const rules = await loadFramework(framework);
  const loss = await search({ message: 'Loss', source: (term) => lossesNamed(rules, term) }, context);
  const arrays: Record<string, string> = {};
  for (const [slot, { optional, holds }] of Object.entries(loss.slots)) {
    if (holds === 'class table') continue;
    const answer = await input(
      {
        message: `File of ${slot}${optional ? ' (Enter: none)' : ''}`,
        ...(optional ? {} : { default: `${slot}.npy`, validate: named }),
      },
      context,
    );
    if (answer.trim() !== '') arrays[slot] = fromFolder(answer.trim(), folder);
  }
  return { framework, loss: loss.info.name, arrays };
}

function named(answer: string): true | string {
  return answer.trim() !== '' || 'The loss needs this array: name its file.';
}

async function problemOf(framework: string): Promise<true | string> {
  try {
    await loadFramework(framework);
    return true;
  } catch (error) {
    if (error instanceof LossauditError) return `${error.message}. ${error.hint}`;
    throw error;
  }
}

/** Those with a name that holds the term; else the nearest. */
function lossesNamed({ entries }: FrameworkRules, term = '') {
  const typed = term.trim().toLowerCase();
  const namesOf = ({ info, names }: LossEntry) => [info.name, ...Object.keys(names)];
  const holding = entries.filter((entry) =>
    namesOf(entry).some((name) => name.toLowerCase().includes(typed)),
  );
  const near = new Set(holding.length > 0 ? [] : nearest(typed, entries.flatMap(namesOf)));
  const found =
    holding.length > 0 ? holding : entries.filter((entry) => namesOf(entry).some((name) => near.has(name)));
  return found.map((entry) => ({ value: entry, name: entry.info.name }));
}

/** A path as it is typed, written for the audit file; `#key` stays. */
function fromFolder(typed: string, folder: string): string {
  const hash = typed.lastIndexOf('#');
  const [file, key] = hash < 0 ? [typed, ''] : [typed.slice(0, hash), typed.slice(hash)];
  const path = relative(folder, resolve(file));
  // Another drive has no relative path.
  return (isAbsolute(path) ? path : path.split(sep).join('/')) + key;
}
