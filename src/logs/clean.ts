/**
 * From the bytes of a log to the texts that stood on its lines: every state of a line that was redrawn in place, without
 * colours and cursor movements. Works in chunks; holds at most one unfinished line.
 */

import { TextDecoder } from 'node:util';

/** A terminal redraws a line after a carriage return, backspaces, or a cursor movement: each starts a new text. */
const BREAK = /(\r\n|[\r\n\v\f\u0085\u2028\u2029]|\u0008+|\u001b\[\d*(?:;\d*)?[A-HJSTdf])/;
const NEW_LINE = /[\n\v\f\u0085\u2028\u2029]/;
const ESCAPE =
  /\u001b\[[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)|\u001b[@-Z\\-_]|[\u0000-\u0007\u000e-\u001f\u007f-\u0084\u0086-\u009f\u202a-\u202e\u2066-\u2069]/g;
/** Colour codes that lost their escape byte in a paste: `[1m`, `[32m`. */
const BARE_COLOUR = /\[(?:[0-9]|[34][0-7]|9[0-7])(?:;\d{1,3})*m/g;
/** Control characters written out: `^H`, `\x08`, `\u001b[32m`, `␛[0m`, and the strings of a notebook file. */
const WRITTEN = /\^[HM]|\\x08|\\u0008|\\[xu](?:00)?1b|\\033|\\e\[|\^\[|#0(?:15|33)|[␛␈␍]|\\b\\b|\\[rn](?=["\s\d]|\\|$)/;
const WRITTEN_BREAK = /(?:\^H|\\x08|\\u0008|␈|\\b)+|\^M|␍|#015|\\r|\\n/;
const WRITTEN_ESCAPE = /(?:\\x1b|\\u001b|\\033|#033|\\e|\^\[|␛)(?:\[[0-9;]*[A-Za-z])?/g;
/** HTML that a page was copied from, and Markdown that guards the tip of a bar: `[=====\\&gt;....]`. */
const ENTITY = /\\?&(gt|lt|amp|quot|#39);/g;
const ENTITIES: Readonly<Record<string, string>> = { gt: '>', lt: '<', amp: '&', quot: '"', '#39': "'" };
const QUOTE = /^(?:\s{0,3}>)+ ?/;
/** Longest text handed on; a longer one cannot be a log line. */
const LIMIT = 1 << 16;

/** The decoder that the byte order mark asks for: PowerShell writes UTF-16. */
function decoderFor(bytes: Uint8Array): TextDecoder {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le');
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be');
  return new TextDecoder('utf-8');
}

function* cleaned(raw: string): Iterable<string> {
  let text = raw.length > LIMIT ? raw.slice(0, LIMIT) : raw;
  if (text.includes('&')) text = text.replace(ENTITY, (_, name: string) => ENTITIES[name]);
  if (text.includes('=\\>')) text = text.replace('=\\>', '=>');
  if (text.includes('%\\|')) text = text.replaceAll('\\|', '|');
  if (WRITTEN.test(text)) {
    for (const part of text.split(WRITTEN_BREAK)) yield part.replace(WRITTEN_ESCAPE, '').replace(BARE_COLOUR, '');
    return;
  }
  if (text.charCodeAt(0) === 62 || text.includes('>  ') || text.startsWith(' ')) text = text.replace(QUOTE, '');
  if (/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/.test(text))
    text = text.replace(/\t/g, '  ').replace(ESCAPE, '');
  if (text.includes('[') && text.includes('m')) text = text.replace(BARE_COLOUR, '');
  yield text;
}

/** Turns chunks of bytes into texts. */
export class LineCleaner {
  #decoder: TextDecoder | undefined;
  #rest = '';
  /** Inside a JSON file the innermost objects are the lines; undefined until the first text has been seen. */
  #objects: boolean | undefined;
  /** A line break came since the last text. */
  #newLine = true;
  /** Does the text that is yielded stand on a new line, or over the one before? */
  onNewLine = true;
  /** Line breaks seen so far. */
  lines = 0;
  bytes = 0;

  /** The texts completed by this chunk. */
  *push(chunk: Uint8Array): Iterable<string> {
    this.bytes += chunk.length;
    if (chunk.length === 0) return;
    this.#decoder ??= decoderFor(chunk);
    yield* this.#take(this.#rest + this.#decoder.decode(chunk, { stream: true }), false);
  }

  /** The text that no line break ended. */
  *end(): Iterable<string> {
    yield* this.#take(this.#rest + (this.#decoder?.decode() ?? ''), true);
  }

  *#take(text: string, last: boolean): Iterable<string> {
    if (this.#objects === undefined && text.trim() !== '') {
      const head = text.slice(0, LIMIT);
      this.#objects = /^\s*\{/.test(head) && head.includes('"log_history"') ? true : /^\s*\[\s*\{\s*"/.test(head);
    }
    if (this.#objects) {
      yield* this.#takeObjects(text);
      return;
    }
    // Texts and the breaks between them in turn.
    const parts = text.split(BREAK);
    // A break sequence may go on in the next chunk: `\r` of `\r\n`, a run of backspaces, half an escape.
    const keep = last ? '' : (parts.pop() ?? '');
    this.#rest = keep.length > LIMIT ? keep.slice(0, LIMIT) : keep;
    for (let i = 0; i < parts.length; i++) {
      if (i % 2 === 1) {
        this.#newLine ||= NEW_LINE.test(parts[i]);
        continue;
      }
      this.lines++;
      if (parts[i] === '') continue;
      this.onNewLine = this.#newLine;
      this.#newLine = false;
      yield* cleaned(parts[i]);
    }
  }

  *#takeObjects(text: string): Iterable<string> {
    let from = 0;
    let next = text.indexOf('{');
    for (let close = text.indexOf('}', from); close >= 0; close = text.indexOf('}', from)) {
      // The innermost object opens last. Each brace is looked at once: a hostile text has a million of them.
      let open = -1;
      while (next >= 0 && next < close) {
        open = next;
        next = text.indexOf('{', next + 1);
      }
      this.lines++;
      if (open >= from) yield text.slice(open, close + 1).replace(/\s+/g, ' ');
      from = close + 1;
    }
    const rest = text.slice(from);
    this.#rest = rest.length > LIMIT ? rest.slice(rest.lastIndexOf('{')).slice(0, LIMIT) : rest;
  }
}
