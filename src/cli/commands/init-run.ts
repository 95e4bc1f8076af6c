import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { requireAbsent, writeNewFile } from '../../io/write.js';
import { printable } from '../../text/printable.js';
import { shellWord } from '../../text/shell.js';
import { type Draft, draftText, exampleDraft } from '../init/draft.js';
import { installedSchema, schemaText } from '../init/schema-file.js';
import type { CliIo } from '../io.js';
import { usageError } from '../options.js';

interface InitFlags {
  readonly yes?: boolean;
}

/** Of a process that SIGINT ended, as shells say it. */
const INTERRUPTED = 130;

/** Writes an audit file where none is. @returns exit code 0, or 130 when a question was interrupted */
export async function runInit(file: string, flags: InitFlags, io: CliIo): Promise<number> {
  if (file.trim() === '' || file === '-')
    throw usageError('init writes a file', 'Name it, or leave the name out: lossaudit init audit.json.');
  // Before anything is asked.
  await requireAbsent(file);
  const folder = dirname(resolve(file));
  const draft = flags.yes || !isConversation() ? await exampleDraft() : await askedDraft(folder, io);
  if (draft === undefined) {
    io.err('lossaudit: Interrupted; nothing was written.\n');
    return INTERRUPTED;
  }
  const installed = installedSchema(folder);
  await writeNewFile(file, draftText(draft, installed ?? `./${SCHEMA}`));
  io.out(`${printable(file)}: ${draft.loss} of ${draft.framework}\n`);
  if (installed === undefined) await writeSchema(join(dirname(file), SCHEMA), io);
  tellNext(file, folder, draft, io);
  return 0;
}

/** Beside the audit where no lossaudit is installed for its folder: editors read it, lossaudit does not. */
const SCHEMA = 'audit.schema.json';

async function writeSchema(file: string, io: CliIo): Promise<void> {
  if (existsSync(file)) return;
  await writeNewFile(file, await schemaText('audit'));
  io.out(`${printable(file)}: what an audit may hold, for editors\n`);
}

/** Questions go to standard error: standard output is for the result. */
function isConversation(): boolean {
  return Boolean(process.stdin.isTTY && process.stderr.isTTY);
}

async function askedDraft(folder: string, io: CliIo): Promise<Draft | undefined> {
  // The questions' colours are made when they are loaded.
  if (!io.colour) process.env.NO_COLOR = '1';
  const { askDraft } = await import('../init/questions.js');
  return askDraft(folder);
}

function tellNext(file: string, folder: string, draft: Draft, io: CliIo): void {
  const files = Object.values(draft.arrays).filter((array) => typeof array === 'string');
  const lacking = files
    .map((name) => name.replace(/#[^#]*$/, ''))
    .filter((name) => !existsSync(resolve(folder, name)));
  const named = [...new Set(lacking)].map((name) => printable(relative('.', resolve(folder, name))));
  if (named.length > 0) io.out(`${named.join(', ')}: not there yet\n`);
  const argument = file.startsWith('-') ? `./${file}` : file;
  io.out(`Next: lossaudit compute ${shellWord(printable(argument))}\n`);
}
