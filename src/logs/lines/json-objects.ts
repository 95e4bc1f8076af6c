/**
 * JSON files whose objects are the lines of a log: `trainer_state.json`, whose innermost objects they are,
 * and lists of objects. Whether a text is one shows only after some of it: a pipe may bring that in small
 * pieces.
 */

/** Longest object. */
const LIMIT = 1 << 16;

export type JsonKind = 'lines' | 'innermost' | 'listed';

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
      if (!/^\[\s*(?:$|\{\s*(?:$|"))/.test(seen)) return 'lines';
      if (/^\[\s*\{\s*"/.test(seen) && (history || this.#endsObject(seen) || text.length > LIMIT || last))
        return history ? 'innermost' : 'listed';
    } else {
      if (history) return 'innermost';
      if (this.#endsObject(seen)) return 'lines';
      // An object that holds others and has no end: no line of a log is that long.
      if (text.length > LIMIT && /^\{\s*"[^"]{1,100}"\s*:/.test(seen) && seen.lastIndexOf('{') > 0)
        return 'innermost';
    }
    return last || text.length > LIMIT ? 'lines' : undefined;
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
