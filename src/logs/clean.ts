/**
 * From the bytes of a log to the texts that stood on its lines: every state of a line that was redrawn in
 * place, without colours and cursor movements. Works in chunks; holds at most one unfinished line.
 */

import { isAscii } from 'node:buffer';
import { TextDecoder } from 'node:util';
import { ShapeScanner } from './forms/shape.js';
import { JsonKindFinder, JsonObjects } from './lines/json-objects.js';
import { JsonTable } from './lines/json-table.js';

/**
 * A terminal redraws a line after a carriage return, backspaces, or a cursor movement: each starts a new
 * text.
 */
const BREAK = /\r\n|[\r\n\v\f\u0085\u2028\u2029]|\u0008+|\u001b\[\d*(?:;\d*)?[A-HJSTdf]/y;
const NEWLINE = 10;
const OTHER_THAN_ASCII = /[^\u0000-\u007f]/;
const NEW_LINE = /[\n\v\f\u0085\u2028\u2029]/;
const ESCAPE =
  /\u001b\[[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)|\u001b[@-Z\\-_]|[\u0000-\u0007\u000e-\u001f\u007f-\u0084\u0086-\u009f\u202a-\u202e\u2066-\u2069]/g;
/** Colour codes that lost their escape byte in a paste: `[1m`, `[32m`. */
const BARE_COLOUR = /\[(?:[0-9]|[34][0-7]|9[0-7])(?:;\d{1,3})*m/g;
/** Control characters written out: `^H`, `\x08`, `\u001b[32m`, `␛[0m`, and the strings of a notebook file. */
const WRITTEN =
  /\^[HM]|\\x08|\\u0008|\\[xu](?:00)?1b|\\033|\\e\[|\^\[|#0(?:15|33)|[␛␈␍]|\\b\\b|\\[rn](?=["\s\d]|\\|$)/;
const WRITTEN_BREAK = /(?:\^H|\\x08|\\u0008|␈|\\b)+|\^M|␍|#015|\\r|\\n/;
const WRITTEN_ESCAPE = /(?:\\x1b|\\u001b|\\033|#033|\\e|\^\[|␛)(?:\[[0-9;]*[A-Za-z])?/g;
/** HTML that a page was copied from, and Markdown that guards the tip of a bar: `[=====\\&gt;....]`. */
const ENTITY = /\\?&(gt|lt|amp|quot|#39);/g;
const ENTITIES: Readonly<Record<string, string>> = { gt: '>', lt: '<', amp: '&', quot: '"', '#39': "'" };
/** What some of these begin with. */
const CLEANED = /[&\\^#>[|\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u2400-\u2426]|^ /;
const QUOTE = /^(?:\s{0,3}>)+ ?/;
/** Longest text handed on; a longer line comes in pieces. */
const LIMIT = 1 << 16;
/** A piece ends at a blank, if there is one among its last characters. */
const NEAR_END = 1 << 10;

/** The decoder that the byte order mark asks for: PowerShell writes UTF-16. */
function decoderFor(bytes: Uint8Array): TextDecoder {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le');
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be');
  return new TextDecoder('utf-8');
}

/** The texts that stood on the line. */
export function* cleaned(raw: string): Iterable<string> {
  let text = raw;
  if (text.includes('&')) text = text.replace(ENTITY, (_, name: string) => ENTITIES[name]!);
  if (text.includes('=\\>')) text = text.replace('=\\>', '=>');
  if (text.includes('%\\|')) text = text.replaceAll('\\|', '|');
  if (WRITTEN.test(text)) {
    for (const part of text.split(WRITTEN_BREAK))
      yield part.replace(WRITTEN_ESCAPE, '').replace(BARE_COLOUR, '');
    return;
  }
  if (text.charCodeAt(0) === 62 || text.includes('>  ') || text.startsWith(' '))
    text = text.replace(QUOTE, '');
  if (/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/.test(text))
    text = text.replace(/\t/g, '  ').replace(ESCAPE, '');
  if (text.includes('[') && text.includes('m')) text = text.replace(BARE_COLOUR, '');
  yield text;
}

/** Where the first piece of a long line ends. */
function pieceEnd(line: string): number {
  const blank = line.slice(LIMIT - NEAR_END, LIMIT).lastIndexOf(' ');
  return blank < 0 ? LIMIT : LIMIT - NEAR_END + blank + 1;
}

/**
 * Takes lines whose form is known, before they are cleaned: such a line is one text.
 * @param hash of its shape
 * @returns false where it is not known
 */
type TakesLine = (text: string, start: number, end: number, hash: number) => boolean;

/** Turns chunks of bytes into texts. */
export class LineCleaner {
  #decoder: TextDecoder | undefined;
  /** Did the last byte end a character? */
  #whole = false;
  readonly #scanner = new ShapeScanner();
  readonly #takes: TakesLine;
  /** The first byte of a mark of the byte order, whose second is still to come. */
  #head: Uint8Array | undefined;
  #rest = '';
  readonly #finder = new JsonKindFinder();
  /** Inside a JSON file the objects are the lines. */
  #objects: JsonObjects | undefined;
  /** Or its columns are made rows. */
  #table: JsonTable | undefined;
  #decided = false;
  /** A line break came since the last text. */
  #newLine = true;
  /** Does the text that is yielded stand on a new line, or over the one before? */
  onNewLine = true;
  /** Does the line of the text that is yielded go on in the next text? */
  goesOn = false;
  bytes = 0;

  constructor(takes: TakesLine) {
    this.#takes = takes;
  }

  /** Objects that were too long to be lines. */
  get tooLong(): number {
    return this.#objects?.tooLong ?? 0;
  }

  /** The texts completed by this chunk. */
  *push(chunk: Uint8Array): Iterable<string> {
    this.bytes += chunk.length;
    let bytes = chunk;
    if (this.#decoder === undefined) {
      bytes = this.#head ? Buffer.concat([this.#head, chunk]) : chunk;
      this.#head = bytes.length < 2 ? bytes : undefined;
      if (this.#head) return;
      this.#decoder = decoderFor(bytes);
    }
    yield* this.#take(this.#decoded(this.#decoder, bytes), false);
  }

  /** The chunk, behind what is left of the one before. Nearly all logs are ASCII: no work to decode. */
  #decoded(decoder: TextDecoder, bytes: Uint8Array): string {
    const ascii = this.#whole && isAscii(bytes);
    if (ascii && !OTHER_THAN_ASCII.test(this.#rest))
      return Buffer.concat([Buffer.from(this.#rest, 'latin1'), bytes]).toString('latin1');
    this.#whole = decoder.encoding === 'utf-8' && bytes.at(-1)! < 0x80;
    const text = this.#rest + decoder.decode(bytes, { stream: true });
    // Of a text that was put together each character is looked up in two steps: a copy is faster.
    return Buffer.from(text, 'utf16le').toString('utf16le');
  }

  /** The text that no line break ended. */
  *end(): Iterable<string> {
    const head = this.#head ? new TextDecoder().decode(this.#head) : '';
    yield* this.#take(this.#rest + (this.#decoder?.decode() ?? head), true);
  }

  *#take(text: string, last: boolean): Iterable<string> {
    if (!this.#decided && text.trim() !== '') {
      const kind = this.#finder.find(text, last);
      this.#rest = text;
      if (kind === undefined) return;
      this.#rest = '';
      this.#decided = true;
      if (kind === 'table') this.#table = new JsonTable();
      else if (kind !== 'lines') this.#objects = new JsonObjects(kind);
    }
    if (this.#objects) {
      yield* this.#made(this.#objects.push(text));
      return;
    }
    if (this.#table) {
      yield* this.#made(this.#table.push(text));
      if (last) yield* this.#made(this.#table.end());
      return;
    }
    let start = 0;
    for (let end = this.#scanner.scan(text, 0); end >= 0; end = this.#scanner.scan(text, start)) {
      yield* this.#line(text, start, end);
      start = this.#pastBreak(text, end);
    }
    // A break sequence may go on in the next chunk: `\r` of `\r\n`, a run of backspaces, half an escape.
    const keep = text.slice(start);
    this.#rest = '';
    if (last) yield* this.#line(keep, 0, keep.length);
    else yield* this.#kept(keep);
  }

  /** Lines made of the values of a JSON file: those that cleaning leaves as they are may be known. */
  *#made(lines: Iterable<string>): Iterable<string> {
    for (const line of lines) {
      const text = `${line}\n`;
      const end = this.#scanner.scan(text, 0);
      if (end === line.length && !CLEANED.test(line) && this.#takes(text, 0, end, this.#scanner.hash))
        continue;
      yield line;
    }
  }

  *#line(text: string, start: number, end: number): Iterable<string> {
    // The end of a line that came in pieces is a text, though it be empty.
    if (start === end && !this.goesOn) return;
    if (!this.goesOn) {
      this.#begins();
      if (this.#takes(text, start, end, this.#scanner.hash)) return;
    }
    const raw = text.slice(start, end);
    if (this.goesOn || raw.length > LIMIT) yield* this.#piece(yield* this.#pieces(raw), false);
    else yield* cleaned(raw);
  }

  *#kept(rest: string): Iterable<string> {
    this.#rest = rest;
    if (rest.length <= LIMIT) return;
    if (!this.goesOn) this.#begins();
    this.#rest = yield* this.#pieces(rest);
  }

  #pastBreak(text: string, at: number): number {
    if (text.charCodeAt(at) === NEWLINE) {
      this.#newLine = true;
      return at + 1;
    }
    BREAK.lastIndex = at;
    const [found = ''] = BREAK.exec(text) ?? [];
    this.#newLine ||= NEW_LINE.test(found);
    return at + found.length;
  }

  #begins(): void {
    this.onNewLine = this.#newLine;
    this.#newLine = false;
  }

  /** Hands on what is over the limit. @returns the rest */
  *#pieces(line: string): Generator<string, string> {
    let rest = line;
    while (rest.length > LIMIT) {
      const end = pieceEnd(rest);
      yield* this.#piece(rest.slice(0, end), true);
      rest = rest.slice(end);
    }
    return rest;
  }

  *#piece(piece: string, goesOn: boolean): Iterable<string> {
    let before: string | undefined;
    for (const text of cleaned(piece)) {
      this.goesOn = false;
      if (before !== undefined) yield before;
      before = text;
    }
    this.goesOn = goesOn;
    if (before !== undefined) yield before;
  }
}
