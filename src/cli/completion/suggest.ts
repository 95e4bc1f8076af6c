/** What may stand at the end of a command line, from the definitions of the commands. */
import type { Suggestion } from '@optique/core/parser';
import type { Argument, Command, Option } from 'commander';
import { type Known, namesFor } from './names.js';

/** @param words the command line behind the program's name; the last one is being typed, and may be empty */
export async function suggestionsFor(program: Command, words: readonly string[]): Promise<Suggestion[]> {
  const line = read(program, words.slice(0, -1));
  const typed = words.at(-1) ?? '';
  const { command, waiting, closed } = line;
  if (waiting) return valuesOf(waiting, typed, line);
  const [, name, value] = /^(--[^=]+)=(.*)$/s.exec(typed) ?? [];
  if (name !== undefined && !closed) {
    const option = optionOf(command, name);
    return option && takesValue(option) ? valuesOf(option, value!, line, `${name}=`) : [];
  }
  if (typed.startsWith('-') && !closed) return optionsOf(command, typed);
  if (command === program) return beginning(typed, program.commands.map(described));
  const argument = command.registeredArguments[line.position] ?? lastVariadic(command);
  return argument ? valuesOf(argument, typed, line) : [];
}

/** A command line before the word that is typed. */
interface Line {
  readonly command: Command;
  /** Arguments so far. */
  readonly position: number;
  /** The option whose value comes next. */
  readonly waiting?: Option;
  /** Behind `--`: no options any more. */
  readonly closed: boolean;
  /** Values of options so far. */
  readonly given: ReadonlyMap<string, string>;
}

function read(program: Command, words: readonly string[]): Line {
  let command = program;
  let position = 0;
  let waiting: Option | undefined;
  let closed = false;
  const given = new Map<string, string>();
  for (const word of words) {
    if (waiting) {
      given.set(waiting.name(), word);
      waiting = undefined;
    } else if (word === '--') closed = true;
    else if (word.startsWith('-') && word !== '-' && !closed) {
      const [, name = word, value] = /^(--[^=]+)=(.*)$/s.exec(word) ?? [];
      const option = optionOf(command, name);
      if (!option || !takesValue(option)) continue;
      if (value === undefined) waiting = option;
      else given.set(option.name(), value);
    } else if (command === program) command = program.commands.find((c) => c.name() === word) ?? program;
    else position++;
  }
  return { command, position, waiting, closed, given };
}

function optionOf(command: Command, name: string): Option | undefined {
  return command.options.find((option) => option.long === name || option.short === name);
}

const takesValue = (option: Option) => option.required || option.optional;

function lastVariadic(command: Command): Argument | undefined {
  const last = command.registeredArguments.at(-1);
  return last?.variadic ? last : undefined;
}

function optionsOf(command: Command, typed: string): Suggestion[] {
  return beginning(
    typed,
    command
      .createHelp()
      .visibleOptions(command)
      .map((option) => ({ text: option.long ?? option.short ?? '', about: option.description })),
  );
}

const described = (command: Command) => ({ text: command.name(), about: command.description() });

/** @param prefix what stands before the value in the same word: `--loss=` */
async function valuesOf(
  of: Option | Argument,
  typed: string,
  { given }: Line,
  prefix = '',
): Promise<Suggestion[]> {
  const kind = kindOf(of);
  if (kind === 'file' || kind === 'directory')
    return [{ kind: 'file', type: kind, pattern: prefix + typed, prefix }];
  const names = of.argChoices?.map((text) => ({ text })) ?? (await namesFor(kind, typed, given));
  return beginning(typed, names).map((one) => ({ ...one, text: prefix + one.text }));
}

/** What a value is, by its place in the usage: `<file>`, `<dir>`, or the name of the option or argument. */
function kindOf(of: Option | Argument): string {
  const place = 'flags' in of ? /[<[]([^>\]]+)[>\]]/.exec(of.flags)![1]! : of.name();
  if (/\bdir$/.test(place)) return 'directory';
  if (FILES.test(place)) return 'file';
  return of.name();
}

const FILES = /^(?:file|array|path|log|part)\b/;

type Literal = Suggestion & { readonly kind: 'literal' };

function beginning(typed: string, known: readonly Known[]): Literal[] {
  return known
    .filter(({ text }) => text.startsWith(typed))
    .map(({ text, about }) => ({
      kind: 'literal',
      text,
      ...(about === undefined ? {} : { description: [{ type: 'text', text: about }] }),
    }));
}
