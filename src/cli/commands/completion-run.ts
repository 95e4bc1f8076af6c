import { bash, fish, type ShellCompletion, zsh } from '@optique/core/completion';
import type { Command } from 'commander';
import { suggestionsFor } from '../completion/suggest.js';
import { joinedWords, shortened } from '../completion/words.js';
import type { CliIo } from '../io.js';
import { usageError } from '../options.js';
import { deliver } from '../output.js';
import type { Shell } from './completion.js';

const SHELLS: Readonly<Record<Shell, ShellCompletion>> = { bash, zsh, fish };

interface CompletionFlags {
  readonly words?: boolean;
}

/** Prints the script of a shell, or answers it. @returns exit code 0 */
export async function runCompletion(
  shell: Shell,
  flags: CompletionFlags,
  command: Command,
  io: CliIo,
): Promise<number> {
  const program = command.parent!;
  const words = command.args.slice(1);
  if (flags.words) {
    const { joined, cut } = shell === 'bash' ? joinedWords(words) : { joined: words, cut: 0 };
    const found = await suggestionsFor(program, joined);
    const suggestions = found.map((suggestion) => shortened(suggestion, cut));
    await deliver(SHELLS[shell].encodeSuggestions(suggestions), 'data', undefined, io);
    return 0;
  }
  if (words.length > 0)
    throw usageError(
      `completion prints the script of one shell, and ${words[0]} is a word more`,
      'As in lossaudit completion bash > lossaudit.bash, which a shell reads with source.',
    );
  const asked = [command.name(), shell, '--words', '--'];
  await deliver(SHELLS[shell].generateScript(program.name(), asked), 'data', undefined, io);
  return 0;
}
