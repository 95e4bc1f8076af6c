/**
 * What bash makes of a word: it ends at `@` and `:`, too, and only its last part is replaced. That begins
 * with an `@` and behind a `:`, since readline takes what follows an `@` for the name of a host.
 */
import type { Suggestion } from '@optique/core/parser';

/** Of COMP_WORDBREAKS, those that stand in names: `keras@3`, `binary:logistic`. */
const BREAK = /^[@:]+$/;

/** @returns the words as they were typed, and how much of the last one bash keeps */
export function joinedWords(words: readonly string[]): { joined: string[]; cut: number } {
  const joined: string[] = [];
  let cut = 0;
  let glue = false;
  for (const word of words) {
    const breaks = BREAK.test(word) && joined.length > 0;
    const before = breaks || glue ? joined.pop()! : '';
    joined.push(before + word);
    // A break at the end is followed by nothing yet.
    const kept = before.length + (breaks ? word.length : 0);
    const host = (breaks ? word : before).endsWith('@') && (breaks || glue);
    cut = host ? kept - 1 : kept;
    glue = breaks;
  }
  return { joined, cut };
}

/** A suggestion without what stands there already. */
export function shortened(suggestion: Suggestion, cut: number): Suggestion {
  return suggestion.kind === 'literal' ? { ...suggestion, text: suggestion.text.slice(cut) } : suggestion;
}
