// The manual page, in the man macros of roff, from the definitions of the commands.
import { programOf } from '../build/cli/program.js';
import { VERSION } from '../build/version.js';

const ABOUT =
  'It computes a loss the way a named framework and version does, and shows every step from the arrays to ' +
  'the scalar. An audit is a JSON file, or is made by flags.';

const EXIT_CODES = [
  ['0', 'It was computed, and all expectations hold.'],
  ['1', 'An expectation failed, or a finding counts as one (--fail-on).'],
  ['2', 'It could not be audited: usage, a file, a shape, a value. One sentence on standard error says why.'],
  ['3', 'A bug in lossaudit.'],
  ['130, 143', 'It was interrupted; nothing is half-written.'],
];

const ENVIRONMENT = [
  ['NO_COLOR', 'Plain text on a terminal too.'],
  ['LOSSAUDIT_HOME', 'The folder that engine install writes to.'],
];

/** @returns the text of lossaudit.1 */
export function manPage() {
  const program = programOf({ out: () => {}, width: 80 }, () => {});
  const help = program.createHelp();
  const name = program.name();
  return lines(
    `.TH ${name.toUpperCase()} 1 "" "${name} ${VERSION}" "User Commands"`,
    '.SH NAME',
    `${name} \\- ${roff(program.description())}`,
    '.SH SYNOPSIS',
    `.B ${name}`,
    '.I command',
    roff('[arguments] [options]'),
    '.SH DESCRIPTION',
    ...text(ABOUT),
    ...options(program, help),
    '.SH COMMANDS',
    ...help.visibleCommands(program).flatMap((command) => commandPart(name, command, help)),
    '.SH EXIT STATUS',
    ...terms(EXIT_CODES),
    '.SH ENVIRONMENT',
    ...terms(ENVIRONMENT),
  );
}

function commandPart(name, command, help) {
  if (command.name() === 'help') return [];
  const parts = command.registeredArguments.map((a) => [help.argumentTerm(a), help.argumentDescription(a)]);
  return [
    `.SS ${roff(help.commandUsage(command).replace(`${name} `, ''))}`,
    ...text(help.subcommandDescription(command)),
    ...terms(parts),
    ...options(command, help),
  ];
}

function options(command, help) {
  return terms(help.visibleOptions(command).map((o) => [help.optionTerm(o), help.optionDescription(o)]));
}

function terms(pairs) {
  return pairs.flatMap(([term, about]) => ['.TP', `.B ${roff(term)}`, ...text(about)]);
}

/** Filled when it is shown: lines of the source only stay short, and begin no request. */
function text(paragraph) {
  const filled = [''];
  for (const word of paragraph.split(/\s+/)) {
    const line = filled.at(-1);
    if (line.length + word.length < 70) filled[filled.length - 1] = line === '' ? word : `${line} ${word}`;
    else filled.push(word);
  }
  return filled.map((line) => roff(line).replace(/^[.']/, '\\&$&'));
}

function roff(written) {
  return written.replaceAll('\\', '\\e').replaceAll('-', '\\-');
}

function lines(...all) {
  return `${all.join('\n')}\n`;
}
