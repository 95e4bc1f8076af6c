/**
 * The entries of a dict or JSON object in a line; those of an object inside are named with its name:
 * `train.loss`.
 */
import { matches } from './line.js';

interface Entry {
  readonly name: string;
  readonly text: string;
  /** The quote around the value. */
  readonly quote: string | undefined;
  /** A list, of which `text` is the start. */
  readonly list: boolean;
}

export interface Dict {
  readonly text: string;
  readonly from: number;
  readonly entries: readonly Entry[];
  /** Objects stand in it. */
  readonly nested: boolean;
}

/** Objects in objects. */
const DEEPEST = 20;
const START = /\{\s*['"]/;
const TOKEN =
  /(['"])([^'"{}:,]{1,100})\1\s*:\s*(?:(['"])([^'"]*)\3|([-+\w.]+)|(\{)|(\[[^\][{}]{0,40}))|[{}]/g;

/** The first dict of a line, or undefined if there is none that ends. */
export function dictOf(line: string): Dict | undefined {
  const from = line.search(START);
  if (from < 0) return undefined;
  const entries: Entry[] = [];
  const outer: string[] = [];
  let depth = 0;
  let nested = false;
  const rest = from === 0 ? line : line.slice(from);
  for (const token of matches(TOKEN, rest)) {
    const [all, , name, quote, quoted, bare, object, list] = token;
    if (name === undefined) {
      depth += all === '{' ? 1 : -1;
      if (depth > DEEPEST) return undefined;
      if (depth > 0) {
        if (all === '{') outer.push('');
        else outer.pop();
        continue;
      }
      return { text: rest.slice(0, token.index + 1), from, entries, nested };
    }
    if (object !== undefined) {
      nested = true;
      if (++depth > DEEPEST) return undefined;
      outer.push(name);
    } else
      entries.push({
        name: outer.length === 0 ? name : [...outer, name].filter((n) => n !== '').join('.'),
        text: quoted ?? bare ?? list ?? '',
        quote,
        list: list !== undefined,
      });
  }
  return undefined;
}

/** The dicts that stand behind each other on a line are lines of their own. */
export function splitDicts(text: string): string[] {
  const parts: string[] = [];
  let from = 0;
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 123) {
      if (depth++ === 0 && i > from && /\}[\s,;]*$/.test(text.slice(Math.max(from, i - 20), i))) {
        parts.push(text.slice(from, i));
        from = i;
      }
    } else if (c === 125 && depth > 0) depth--;
  }
  parts.push(text.slice(from));
  return parts;
}
