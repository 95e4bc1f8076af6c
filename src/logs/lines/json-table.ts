/**
 * JSON and Python's dicts that hold columns, not objects: a list for each metric (`history.history` of Keras:
 * `{"loss": [0.9, 0.8], "val_loss": …}`), pandas' `to_json` (`{"loss": {"0": 0.9, "1": 0.8}}`, or `columns`
 * and `data`), ClearML's `{"loss": {"train": {"x": …, "y": …}}}`, TensorBoard's `[[wall, step, value], …]`.
 * They become the lines of a CSV file; rows are given as they come, columns when all have come.
 */
import { columnTexts, csvCells, type NamedColumn } from './column-texts.js';
import { NUMBER, numberOf } from './line.js';

const TOKEN =
  /"((?:[^"\\]|\\.)*)("?)|'((?:[^'\\]|\\.)*)('?)|[-+]?(?:\.?\d[\w.]*(?:(?<=[eE])[-+]\d+)?|inf(?:inity)?\b|nan\b)|[A-Za-z_][\w.]*|[[\]{}]/gi;
/** A number whose exponent is cut ends so far before the text does: `1e-`. */
const EXPONENT = 2;
/** Longest part of a text that is no token yet, and deepest nesting. */
const LIMIT = 1 << 16;
const DEEPEST = 20;
/** A number of more may be smaller than a double's smallest, or larger than its largest. */
const MOST_DIGITS = 40;
const [MINUS, POINT, ZERO, NINE, CLOSE] = [45, 46, 48, 57, 93];
/** TensorBoard's list: tensorboard 2.16, plugins/scalar/scalars_plugin.py. */
const SCALARS = ['Wall time', 'Step', 'Value'];

/** Blanks, breaks and commas. */
function isBetween(c: number): boolean {
  return c === 32 || c === 44 || c === 10 || c === 13 || c === 9;
}

interface Container {
  readonly list: boolean;
  readonly path: string;
  /** Of an object: the key whose value comes. */
  key: string | undefined;
  /** Of a list in a list: a row. */
  row: number[] | undefined;
}

const IS_NUMBER = new RegExp(`^${NUMBER}$`);

/** A column that grows: a file may have millions of values. */
class Numbers {
  #values = new Float64Array(16);
  length = 0;

  get values(): Float64Array {
    return this.#values.subarray(0, this.length);
  }

  push(value: number): void {
    if (this.length === this.#values.length) {
      const grown = new Float64Array(2 * this.length);
      grown.set(this.#values);
      this.#values = grown;
    }
    this.#values[this.length++] = value;
  }
}

export class JsonTable {
  #rest = '';
  readonly #stack: Container[] = [];
  readonly #columns = new Map<string, Numbers>();
  readonly #scalars: string[] = [];
  /** Names of the columns of rows, and whether they were given. */
  #names: string[] = [];
  #headed = false;
  /** Where it holds what makes no column: a list of objects. */
  #failed: string | undefined;
  /** The outermost brackets are closed. */
  closed = false;

  *push(chunk: string, last = false): Iterable<string> {
    const text = this.#rest + chunk;
    let done = 0;
    const pattern = new RegExp(TOKEN);
    for (;;) {
      if (!this.closed && this.#failed === undefined) {
        // Nearly all of such a file are numbers and their lists, which need no pattern.
        done = this.#numbers(text, done);
        const inner = this.#stack.at(-1);
        const sign = inner?.list ? text[done] : undefined;
        if (sign === '[' || (sign === ']' && inner?.row)) {
          done++;
          yield* this.#sign(sign);
          continue;
        }
      }
      pattern.lastIndex = done;
      const token = pattern.exec(text);
      if (token === null) break;
      const [all, double, end, single, ending] = token;
      const isText = double !== undefined || single !== undefined;
      const cut = isText
        ? (end ?? ending) === ''
        : /[\w.+-]$/.test(all) && token.index + all.length + EXPONENT > text.length;
      if (cut && !last) break;
      done = token.index + all.length;
      if (this.closed || this.#failed !== undefined) continue;
      if (isText) this.#text(double ?? single ?? '');
      else yield* this.#sign(all);
    }
    this.#rest = text.slice(done).slice(0, LIMIT);
  }

  /**
   * Takes the numbers of a list that stand there, as far as each is plain and ended within the text.
   * @returns where the next sign stands
   */
  #numbers(text: string, from: number): number {
    if (this.#stack.at(-1)?.list !== true) return from;
    for (let at = from; ; ) {
      let c = text.charCodeAt(at);
      while (isBetween(c)) c = text.charCodeAt(++at);
      const start = at;
      if (c === MINUS) c = text.charCodeAt(++at);
      while ((c >= ZERO && c <= NINE) || c === POINT) c = text.charCodeAt(++at);
      // Others, with an exponent, cut off or none at all, are left to the pattern.
      if (at === start || at - start > MOST_DIGITS || !(isBetween(c) || c === CLOSE)) return start;
      const value = Number(text.slice(start, at));
      if (Number.isNaN(value)) return start;
      this.#value(value);
    }
  }

  /** The columns, and what stands beside them as an object of its own. */
  *end(): Iterable<string> {
    yield* this.push('', true);
    const columns = [...this.#columns].map(([name, { values }]): NamedColumn => ({ name, values }));
    yield* columnTexts(columns);
    if (this.#failed !== undefined) yield `${this.#failed}: makes no column, nor does what stands behind it`;
    if (this.#scalars.length > 0) yield `{${this.#scalars.join(', ')}}`;
  }

  /** Has a column two rows at least? A list of one number is a number. */
  get hasColumns(): boolean {
    return this.#headed || [...this.#columns.values()].some((values) => values.length > 1);
  }

  /** Is it whole, and does nothing stand beside the columns? */
  get complete(): boolean {
    return this.closed && this.#failed === undefined && this.#scalars.length === 0;
  }

  #text(text: string): void {
    const inner = this.#stack.at(-1);
    if (!inner) return;
    if (!inner.list && inner.key === undefined) inner.key = text;
    else if (inner.list && inner.path === 'columns') this.#names.push(text);
    else this.#number(text.trim());
  }

  *#sign(sign: string): Iterable<string> {
    const inner = this.#stack.at(-1);
    if (sign === '[' || sign === '{') this.#open(sign === '[');
    else if (sign === ']' || sign === '}') {
      this.#stack.pop();
      this.closed = this.#stack.length === 0;
      if (inner?.row) yield* this.#row(inner.row);
      this.#next();
    } else if (/^[-+]?(?:\.?\d|inf|nan|null$|none$)/i.test(sign)) this.#number(sign);
    else if (/^(?:true|false)$/i.test(sign)) this.#next();
  }

  #open(list: boolean): void {
    const outer = this.#stack.at(-1);
    const key = outer?.key ?? '';
    const path = outer?.path ? `${outer.path}${key === '' ? '' : `.${key}`}` : key;
    if (this.#stack.length >= DEEPEST || (outer?.list && !list)) this.#failed = path;
    const row = list && outer?.list ? [] : undefined;
    this.#stack.push({ list, path, key: undefined, row });
  }

  /** A text that is no number is no value; a number that no double holds makes no column. */
  #number(text: string): void {
    const value = numberOf(text);
    const inner = this.#stack.at(-1);
    if (value === undefined && IS_NUMBER.test(text)) this.#failed = inner?.path || inner?.key || text;
    else this.#value(value ?? Number.NaN);
  }

  #value(value: number): void {
    const inner = this.#stack.at(-1);
    if (!inner) return;
    if (inner.row) inner.row.push(value);
    // pandas' rows have names, which count them.
    else if (inner.list || /^\d+$/.test(inner.key ?? '')) this.#column(inner.path).push(value);
    else if (inner.key !== undefined && Number.isFinite(value)) {
      const name = inner.path === '' ? inner.key : `${inner.path}.${inner.key}`;
      this.#scalars.push(`${JSON.stringify(name)}: ${value}`);
    }
    this.#next();
  }

  /** The value of a key has come. */
  #next(): void {
    const inner = this.#stack.at(-1);
    if (inner && !inner.list) inner.key = undefined;
  }

  #column(path: string): Numbers {
    let column = this.#columns.get(path);
    if (!column) {
      column = new Numbers();
      this.#columns.set(path, column);
    }
    return column;
  }

  *#row(row: readonly number[]): Iterable<string> {
    if (
      !this.#headed &&
      this.#names.length === 0 &&
      row.length === SCALARS.length &&
      this.#stack.length === 1
    )
      this.#names = SCALARS;
    if (this.#names.length !== row.length) return;
    // The numbers of pandas' rows are told before them: they are no column of their own.
    if (!this.#headed) this.#columns.delete('index');
    if (!this.#headed) yield csvCells(this.#names);
    this.#headed = true;
    yield row.map((x) => (Number.isNaN(x) ? '' : x)).join(',');
  }
}

/** A list in a dict. */
const LISTS = /\{[^{}]{0,400}?['"]\s{0,9}:\s{0,9}(?:array\()?\[\s{0,9}(?:[-+.\d]|nan|inf|np\.|tensor\()/;

/** Does a text hold a dict of lists, or the start of one? */
export function mayHoldLists(text: string): boolean {
  return text.includes('[') && text.includes('{') && LISTS.test(text);
}

/** Does the object that is the whole text hold columns? */
export function holdsColumns(text: string): boolean {
  const table = new JsonTable();
  for (const _ of table.push(text, true));
  return table.hasColumns;
}

/** The rows of the dict of lists that a text holds; undefined where it has no end or holds other things. */
export function rowsOfLists(text: string): readonly string[] | undefined {
  const table = new JsonTable();
  const rows = [...table.push(text.slice(text.indexOf('{')), true)];
  if (!table.complete || !table.hasColumns || rows.length > 0) return undefined;
  const found = [...table.end()];
  return found.length > 0 ? found : undefined;
}
