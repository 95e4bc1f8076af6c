/** The Python literals of an NPY header: dict, tuple, list, string, int, True, False, None. */

export type PythonValue = null | boolean | bigint | string | PythonValue[] | Map<string, PythonValue>;

const MAX_DEPTH = 32;

/** @throws SyntaxError that says what is wrong at which character */
export function parsePythonLiteral(text: string): PythonValue {
  const reader = new Reader(text);
  const value = reader.value(0);
  reader.skipSpace();
  if (reader.pos < text.length) reader.fail('text after the end of the dictionary');
  return value;
}

class Reader {
  pos = 0;

  constructor(private readonly text: string) {}

  fail(problem: string): never {
    throw new SyntaxError(`${problem} at character ${this.pos}`);
  }

  skipSpace(): void {
    while (' \t\n\r\f'.includes(this.text[this.pos] ?? 'end')) this.pos++;
  }

  value(depth: number): PythonValue {
    if (depth > MAX_DEPTH) this.fail('brackets nested too deeply');
    this.skipSpace();
    switch (this.text[this.pos]) {
      case undefined:
        return this.fail('the end');
      case '{':
        return this.dictionary(depth);
      case '(':
        return this.tuple(depth);
      case '[':
        return this.sequence(']', depth);
      case "'":
      case '"':
        return this.string();
      default:
        return this.wordOrInteger();
    }
  }

  private dictionary(depth: number): Map<string, PythonValue> {
    const map = new Map<string, PythonValue>();
    this.pos++;
    for (;;) {
      this.skipSpace();
      if (this.take('}')) return map;
      const key = this.value(depth + 1);
      if (typeof key !== 'string') this.fail('a key that is no string');
      if (map.has(key)) this.fail(`the key '${key}' twice`);
      this.skipSpace();
      if (!this.take(':')) this.fail('no colon');
      map.set(key, this.value(depth + 1));
      this.endOfItem('}');
    }
  }

  /** `(1,)` is a tuple, `(1)` is a number in parentheses. */
  private tuple(depth: number): PythonValue {
    const items = this.sequence(')', depth);
    const last = this.text
      .slice(0, this.pos - 1)
      .trimEnd()
      .at(-1);
    return items.length === 1 && last !== ',' ? items[0]! : items;
  }

  private sequence(close: string, depth: number): PythonValue[] {
    const items: PythonValue[] = [];
    this.pos++;
    for (;;) {
      this.skipSpace();
      if (this.take(close)) return items;
      items.push(this.value(depth + 1));
      this.endOfItem(close);
    }
  }

  private endOfItem(close: string): void {
    this.skipSpace();
    if (!this.take(',') && this.text[this.pos] !== close) this.fail(`no comma or ${close}`);
  }

  private take(character: string): boolean {
    if (this.text[this.pos] !== character) return false;
    this.pos++;
    return true;
  }

  /** Field names of structured dtypes may hold escapes; what they mean is of no concern here. */
  private string(): string {
    const quote = this.text[this.pos];
    const start = ++this.pos;
    while (this.pos < this.text.length) {
      const character = this.text[this.pos++];
      if (character === quote) return this.text.slice(start, this.pos - 1);
      if (character === '\\') this.pos++;
      if (character === '\n') break;
    }
    return this.fail('a string without end');
  }

  private wordOrInteger(): PythonValue {
    const pattern = /True|False|None|-?\d+/y;
    pattern.lastIndex = this.pos;
    const word = pattern.exec(this.text)?.[0];
    if (word === undefined || word.length > 40) return this.fail('no Python literal');
    this.pos += word.length;
    if (word === 'None') return null;
    if (word === 'True' || word === 'False') return word === 'True';
    // Python 2 wrote long integers as 3L.
    this.take('L');
    return BigInt(word);
  }
}
