/**
 * JSON files whose objects are the lines of a log: `trainer_state.json`, whose innermost objects they are,
 * and lists of objects. Whether a text is one shows only after some of it: a pipe may bring that in small
 * pieces.
 */

import { holdsColumns } from './json-table.js';

/** Longest object. */
const LIMIT = 1 << 16;

export type JsonKind = 'lines' | 'innermost' | 'listed' | 'table';

/** The start of TensorBoard's scalars. */
const TRIPLES = /^\[\s*\[\s*1\d{9}(?:\.\d{1,20})?\s*,\s*\d{1,15}\s*,\s*["\-\w.+]{1,40}\s*\]/;
const MAY_BE_TRIPLES = /^\[\s*(?:\[[-\w\s.,+"]{0,120})?$/;
/** Lists of numbers in an object, and pandas' columns, whose rows have names. */
const COLUMNS =
  /["']\s*:\s*(?:array\()?\[\s*(?:[-+.\d]|nan|null|None|inf|Infinity|np\.|tensor\()|["']\s*:\s*\{\s*["']\d+["']\s*:\s*[-+.\dNn]|"data"\s*:\s*\[\s*\[/i;
const FIRST_COLUMN = /^\{\s*["'][^"']{1,100}["']\s*:\s*(?:\[\s*[-+.\dNn"]|\{\s*["']\d+["']\s*:\s*[-+.\dNn])/;
/** Objects in a list, or by the numbers of their rows (pandas' `index` and `table`, MLflow's histories). */
const ROWS = /^\{\s*(?:"[^"]{1,100}"\s*:\s*\[\s*\{\s*"|"\d+"\s*:\s*\{\s*"|"schema"\s*:\s*\{)/;

/** Of an object whose end is not seen. */
function isOpenTable(text: string): boolean {
  return FIRST_COLUMN.test(text) || (text.lastIndexOf('{') === 0 && COLUMNS.test(text));
}

/** Decides what a text is, from ever more of its start. */
export class JsonKindFinder {
  #at = 0;
  #depth = 0;
  #closed = false;

  /**
   * @param head all of the text so far
   * @param last no more comes
   * @returns undefined where more of it must be seen
   */
  find(head: string, last: boolean): JsonKind | undefined {
    const text = head.trimStart();
    if (text === '') return undefined;
    if (!/^[[{]/.test(text)) return 'lines';
    const seen = text.slice(0, LIMIT);
    const history = seen.includes('"log_history"');
    if (text.startsWith('[')) {
      if (TRIPLES.test(seen)) return 'table';
      if (MAY_BE_TRIPLES.test(seen)) return last ? 'lines' : undefined;
      if (!/^\[\s*(?:$|\{\s*(?:$|"))/.test(seen)) return 'lines';
      if (/^\[\s*\{\s*"/.test(seen) && (history || this.#endsObject(seen) || text.length > LIMIT || last))
        return history ? 'innermost' : 'listed';
    } else {
      if (history) return 'innermost';
      if (this.#endsObject(seen)) return this.#kindOfObject(seen, last && seen === text);
      if (text.length > LIMIT && isOpenTable(seen)) return 'table';
      // An object that holds others and has no end: no line of a log is that long.
      if (text.length > LIMIT && /^\{\s*"[^"]{1,100}"\s*:/.test(seen) && seen.lastIndexOf('{') > 0)
        return 'innermost';
    }
    return last || text.length > LIMIT ? 'lines' : undefined;
  }

  /** An object with others behind it is a line; one alone may be the whole file. */
  #kindOfObject(text: string, last: boolean): JsonKind | undefined {
    const kind = ROWS.test(text) ? 'innermost' : COLUMNS.test(text) && holdsColumns(text) ? 'table' : 'lines';
    if (kind === 'lines' || text.slice(this.#at).trim() !== '') return 'lines';
    return last ? kind : undefined;
  }

  /** Has the first object ended? What was looked at before is not looked at again. */
  #endsObject(text: string): boolean {
    for (; this.#at < text.length && !this.#closed; this.#at++) {
      const c = text.charCodeAt(this.#at);
      if (c === 123) this.#depth++;
      else if (c === 125) this.#closed = --this.#depth <= 0;
    }
    return this.#closed;
  }
}

/** Texts of objects, from a JSON text in chunks. */
export class JsonObjects {
  /** Objects too long to be lines. */
  tooLong = 0;
  #rest = '';
  /** Of a list: braces open at the end of what was looked at. */
  #depth = 0;
  /** An object too long is passed over up to its end. */
  #passing = false;

  constructor(private readonly kind: 'innermost' | 'listed') {}

  *push(chunk: string): Iterable<string> {
    const text = this.#rest + chunk;
    yield* this.kind === 'innermost' ? this.#innermost(text) : this.#listed(text);
  }

  *#innermost(text: string): Iterable<string> {
    let from = 0;
    let next = text.indexOf('{');
    for (let close = text.indexOf('}', from); close >= 0; close = text.indexOf('}', from)) {
      // The innermost object opens last. Each brace is looked at once: a hostile text has a million of them.
      let open = -1;
      while (next >= 0 && next < close) {
        open = next;
        next = text.indexOf('{', next + 1);
      }
      if (open >= from) yield text.slice(open, close + 1).replace(/\s+/g, ' ');
      from = close + 1;
    }
    const rest = text.slice(from);
    this.#rest = rest.length > LIMIT ? rest.slice(Math.max(0, rest.lastIndexOf('{'))) : rest;
    if (this.#rest.length <= LIMIT) return;
    if (this.#rest.startsWith('{')) this.tooLong++;
    this.#rest = '';
  }

  *#listed(text: string): Iterable<string> {
    const tokens = /"[^"\\]*(?:\\.[^"\\]*)*("?)|[{}]/g;
    let depth = this.#passing ? this.#depth : 0;
    let open = this.#passing ? 0 : -1;
    let done = 0;
    for (let token = tokens.exec(text); token !== null; token = tokens.exec(text)) {
      if (token[0] === '{') {
        if (depth++ === 0) open = token.index;
      } else if (token[0] === '}') {
        if (depth > 0 && --depth === 0) {
          if (!this.#passing) yield text.slice(open, token.index + 1).replace(/\s+/g, ' ');
          this.#passing = false;
          open = -1;
        }
      } else if (token[1] === '') break;
      done = tokens.lastIndex;
    }
    if (open < 0) this.#rest = text.slice(done);
    else if (!this.#passing && text.length - open <= LIMIT) this.#rest = text.slice(open);
    else {
      if (!this.#passing) this.tooLong++;
      this.#passing = true;
      this.#depth = depth;
      this.#rest = text.slice(done);
    }
    // A string without an end.
    if (this.#rest.length > LIMIT) this.#rest = '';
  }
}
