/** Formats of programs whose lines are known: a pattern with groups for the counters, values behind it. */
import { type FormatMemory, isCounter, type LogFormat, type LogLine, type Trait } from './line.js';
import { valuesOf } from './named-values.js';
import { pairsOf } from './pairs.js';
import type { Producer } from './producer.js';
import { LineValues } from './values.js';

/** A form of a program's lines. */
interface ProgramForm {
  /**
   * Groups `epoch`, `epochs`, `step`, `total`, `from` are its counters; its values stand behind what it
   * matches, so that what follows is looked at with `(?=…)`.
   */
  readonly is: RegExp;
  /** A line of the whole epoch or run; without it a line of a step. */
  readonly kind?: 'epoch' | 'summary';
  /** What all its values are of: `Eval`. */
  readonly phase?: string;
  /** It stands below a line with a counter, which is its own, too. */
  readonly below?: true;
  /** The step in front of the first is 0: it is the index of a batch, or ranges begin there. */
  readonly fromZero?: true;
  /** Its counter counts samples. */
  readonly samples?: true;
  readonly traits?: readonly Trait[];
}

interface Program {
  readonly name: string;
  readonly title: string;
  /** In each of its lines one of these stands. */
  readonly words: readonly string[];
  readonly producer?: Producer;
  readonly rest?: RegExp;
  readonly forms: readonly ProgramForm[];
}

const RUNNING: readonly Trait[] = ['running-mean'];

/** A format whose lines are of these forms; a line without values is an event. */
export function programFormat({ name, title, words, producer, rest, forms }: Program): LogFormat {
  // Some of its lines stand below others, or their ranges go on from those.
  const remembers = forms.some((form) => form.below || form.fromZero);
  return {
    name,
    title,
    producer,
    ...(rest ? { rest } : {}),
    sniff: (line) => words.some((word) => line.includes(word)),
    parse(line, memory) {
      for (const form of forms) {
        const match = form.is.exec(line);
        if (match) return lineOf(name, form, remembers, line, match, memory);
      }
      return undefined;
    },
  };
}

function lineOf(
  name: string,
  form: ProgramForm,
  remembers: boolean,
  line: string,
  match: RegExpExecArray,
  memory: FormatMemory,
): LogLine | undefined {
  const before = memory.program;
  const counters = countersOf(name, form, remembers, match.groups ?? {}, memory);
  if (!counters) return undefined;
  const found = new LineValues();
  leaveBeside(match, found);
  const { values, aside } = valuesOf(line.slice(match.index + match[0].length), form.phase, found);
  const kind = values.length === 0 ? 'event' : (form.kind ?? 'progress');
  const result: LogLine = { kind, ...counters, values };
  if (aside) result.aside = aside;
  if (form.samples) result.samples = true;
  // A range that begins anew where one has ended holds that one, too.
  const again = before?.name === name && before.epoch === counters.epoch && counters.from === 1;
  const cumulates = again && (before.step ?? 0) > 0 && (before.step ?? 0) < (counters.step ?? 0);
  const traits = cumulates ? RUNNING : form.traits;
  if (traits) result.traits = traits;
  return result;
}

/** What a form passes over that is no counter: sizes, rates, settings. */
function leaveBeside({ 0: text, groups = {} }: RegExpExecArray, found: LineValues): void {
  // Each counter is one of the numbers, whichever name the words in front of it make.
  const counters = Object.values(groups);
  for (const pair of pairsOf(text)) {
    const counter = counters.indexOf(pair.text);
    if (counter >= 0) counters.splice(counter, 1);
    else if (pair.name !== '' && !isCounter(pair.name)) found.leave('setting', pair.name, pair.text);
  }
}

/** The counters of a line; of one that stands below another, that line's. */
function countersOf(
  name: string,
  { below, kind, fromZero }: ProgramForm,
  remembers: boolean,
  groups: Readonly<Record<string, string>>,
  memory: FormatMemory,
): Pick<LogLine, 'epoch' | 'epochs' | 'step' | 'total' | 'from' | 'index'> | undefined {
  if (below) {
    const { program } = memory;
    return program?.name === name ? { epoch: program.epoch, step: program.step } : undefined;
  }
  const found: Pick<LogLine, 'epoch' | 'epochs' | 'step' | 'total' | 'from' | 'index'> = {};
  for (const counter of ['epoch', 'epochs', 'step', 'total', 'from'] as const)
    if (groups[counter] !== undefined) found[counter] = Number(groups[counter]);
  if (found.from !== undefined && fromZero) found.from++;
  if (kind === undefined && found.from === undefined) found.index = true;
  if (remembers) memory.program = { name, epoch: found.epoch, step: found.step };
  return found;
}
