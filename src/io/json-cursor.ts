/** The reading position in a JSON text, and the errors that name it. */
import type { JsonErrorCode, Place } from '../errors/json.js';
import { type ErrorData, LossauditError } from '../errors.js';
import type { Span } from './json-locate.js';
import { lineAndColumn, lineOf, type Path, pathText } from './position.js';

export class Cursor {
  pos = 0;
  /** Where the parser is in the document. */
  readonly path: (string | number)[] = [];
  /** Inside a number array: the indices from that array to the place. */
  indices: () => readonly number[] = () => [];
  /** Values outside number arrays so far; see MAX_VALUES. */
  values = 0;
  /** Where the members of the outermost object stand: most questions for places are for these. */
  readonly members = new Map<string, Span>();

  constructor(
    readonly bytes: Buffer,
    readonly source: string,
    /** Lines of the file before these bytes. */
    private readonly linesBefore = 0,
  ) {}

  /** Moves over white space and returns the byte there, or -1 at the end. */
  next(): number {
    const bytes = this.bytes;
    let pos = this.pos;
    while (pos < bytes.length) {
      const byte = bytes[pos]!;
      if (byte > 0x20 || (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09)) {
        this.pos = pos;
        return byte;
      }
      pos++;
    }
    this.pos = pos;
    return -1;
  }

  /** Moves over a word if it stands here and is not the start of a longer one. */
  takeWord(word: string): boolean {
    const { bytes, pos } = this;
    for (let i = 0; i < word.length; i++) if (bytes[pos + i] !== word.charCodeAt(i)) return false;
    if (isWordByte(bytes[pos + word.length])) return false;
    this.pos = pos + word.length;
    return true;
  }

  lineAt(offset: number): number {
    return this.linesBefore + lineOf(this.bytes, offset).line;
  }

  fail<C extends JsonErrorCode>(
    code: C,
    data: Omit<ErrorData[C], keyof Place>,
    at = this.pos,
    path: Path = [...this.path, ...this.indices()],
  ): never {
    const line = this.lineAt(at);
    const { column } = lineAndColumn(this.bytes, at);
    const text = pathText(path);
    const place: Place = { line, column, path: text === '' ? 'the array' : text };
    const where = `${this.source}:${line}:${column}${text === '' ? '' : `, ${text}`}`;
    throw new LossauditError(code, { ...place, ...data } as ErrorData[C], { where });
  }

  /** What stands here is not what JSON has at this place. */
  unexpected(expected: string, hint?: string): never {
    const [found, advice] = this.describe();
    return this.fail('json-syntax', { found, expected, hint: hint ?? advice });
  }

  private describe(): [found: string, hint: string] {
    const { bytes, pos } = this;
    const byte = bytes[pos]!;
    const rest = bytes.subarray(pos, pos + 80).toString('utf8');
    if (pos >= bytes.length) {
      return [
        'the end of the text',
        'A bracket or a quote is not closed, or the file was cut off while it was written.',
      ];
    }
    if (byte === 0) return ['a NUL byte', 'The file is binary or damaged; write it again as UTF-8 text.'];
    if (byte === 0x27)
      return [
        "a single quote (')",
        'JSON takes double quotes ("). From Python, write json.dumps(…), not str(…).',
      ];
    if (/^(\/[/*]|#)/.test(rest)) return ['a comment', 'JSON has no comments: remove it.'];
    if (byte === 0x28) return ['"("', 'JSON has no tuples: write [ and ].'];
    const word = /^[-+]?[\p{L}_][\p{L}\p{N}_]*/u.exec(rest)?.[0];
    if (word !== undefined) return [`the word ${word.slice(0, 30)}`, wordHint(word)];
    if (/^([+.]|-\.|-?0\d|-?\d+\.(\D|$)|-?[\d.]+[eE][-+]?(\D|$))/.test(rest)) {
      const number = /^[-+.\w]{1,30}/.exec(rest)?.[0];
      return [
        `${number}`,
        'JSON writes numbers like -0.5, 12 and 1e-7: no plus sign, no leading zeros, a digit on each ' +
          'side of the point.',
      ];
    }
    const character = String.fromCodePoint(rest.codePointAt(0) ?? 0);
    if (byte < 0x20 || byte === 0x7f)
      return [`the control character 0x${byte.toString(16).padStart(2, '0')}`, 'Remove it.'];
    return [`"${character}"`, 'Compare the brackets, commas and quotes before this place.'];
  }
}

function wordHint(word: string): string {
  const spelling = new Map([
    ['true', 'true'],
    ['false', 'false'],
    ['none', 'null'],
    ['nil', 'null'],
    ['null', 'null'],
    ['undefined', 'null'],
    ['nan', 'NaN'],
    ['inf', 'Infinity'],
    ['infinity', 'Infinity'],
  ]).get(word.toLowerCase().replace(/^[-+]/, ''));
  if (spelling !== undefined) return `Write ${word.startsWith('-') ? '-' : ''}${spelling}.`;
  return 'Text stands in double quotes; numbers that are none are written NaN, Infinity and -Infinity.';
}

export function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

function isWordByte(byte: number | undefined): boolean {
  return (
    byte !== undefined && (isDigit(byte) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a) || byte === 0x5f)
  );
}
