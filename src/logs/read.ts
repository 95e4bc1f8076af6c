/** Reads a log: cleaned texts in, recognised lines out; puts wrapped lines together and takes glued ones apart. */
import { LineCleaner } from './clean.js';
import { LOG_FORMATS } from './index.js';
import type { FormatMemory, LogFormat, LogLine } from './line.js';

export interface ReadLine {
  format: LogFormat;
  line: LogLine;
  /** Number of the text in the log, from 1; redrawn states count. */
  number: number;
  /** Which process printed it, where a launcher says so. */
  worker?: string;
}

export interface ReadStatistics {
  bytes: number;
  /** Texts, redrawn states included, blank ones not. */
  texts: number;
  recognised: number;
  /** Texts that were joined to the one before. */
  joined: number;
  firstUnrecognised?: string;
}

/** At most this many physical lines make one line. */
const MAX_JOINED = 24;
/** An object may be spread over more. */
const MAX_OBJECT = 64;
/** More processes than this write into no log: what looks like their numbers is something else. */
const MAX_WORKERS = 4096;
/** Two bars, or a header and a bar, on one line: the line break between them was lost. What fails at once stands first in each part. */
const GLUED = new RegExp(
  [
    '(?=(?<![\\d.])\\d+\\/\\d+ (?:\\[[=>.]{5}|[━=]{5}))(?<=\\S\\s*)',
    '(?<=nan|inf)(?=\\d+\\/\\d+ (?:\\[[=>.]{5}|[━=]{5}))',
    '(?=Epoch \\d+\\/\\d+(?:\\s|$|\\d+\\/\\d+ ))(?<=[\\d\\])fn%]\\s*)',
    '(?<=\\S)(?=`Trainer\\.fit` stopped)',
    '(?<=[\\d\\]])(?=Epoch \\d{5}: )',
    '(?<=\\d)(?=WARNING:tensorflow:Your input ran out)',
    '(?<=reached\\.)(?=Epoch \\d+: +\\d+%\\|)',
  ].join('|'),
  'g',
);
/**
 * A bar right behind a number: `loss: 0.12349/1875 [===`. A counter is as wide as the total, so the digits that are too many are the
 * number's; it lost its other digits where the bar was drawn over it.
 */
const GLUED_NUMBER = /\.(\d+)\/(\d+)(?= (?:\[[=>.]{5}|[━=]{5}))/g;
const GLUED_HEADER = /^(.*Epoch \d+\/\d+)\s+(?=\d+\/\d+ (?:\[|[━=]{5}))/;
/** What launchers write before a line: `[1,0]<stdout>:` (mpirun, horovodrun), `[rank0]:`, `[default0]:` (torchrun). */
const WORKER = /^\s*(?:\[\d+,(\d+)\]<std(?:out|err)>:|\[(?:rank|default)(\d+)\]:)/;
/** How the rest of a line starts that is complete as it stands: with a name and a number. A sentence that holds numbers is none. */
const REST =
  /^[\s|,;-]*(?!\d{4}[-/]\d\d[-/]\d\d|\d\d:\d\d:\d\d)(?:[A-Za-z_][\w ./@-]{0,100}\s*[:=]\s*|[A-Za-z_][\w./@-]{0,100}\s+)?[-+]?(?:\.?\d|nan\b|inf\b)/i;
/** What the text ends with before a prefix such as a logger's time stamp ends. */
const START =
  /(?<!\d)\d+\/\d+(?:\s*\[[=>.]*)?$|(?<!\d)\d+\/\d+ \[[=>.]+\]?|(?<!\d)\d+\/\d+\s+[━=]{5}|\d%\||\{\s*['"]\w+['"]?:?|^\s*\{\s*$|\[\d+\]\s*\[\s*\d+\/\d+\s*\]/;

/** Takes bars off the numbers that they stand behind. */
function splitNumbers(text: string): string[] {
  const parts: string[] = [];
  let from = 0;
  for (const match of text.matchAll(GLUED_NUMBER)) {
    const at = match.index + 1 + Math.max(0, match[1].length - match[2].length);
    parts.push(text.slice(from, at));
    from = at;
  }
  parts.push(text.slice(from));
  return parts;
}

const COUNTED = /\b(?<!best )(epoch|step|iter|iteration)\b[\s:=#[(]*\d/i;

/** A script's lines whose breaks were lost: `step 1: loss 2.31 step 2: loss 2.17`. Each begins with the same word, and each has a loss. */
function flattened(text: string): string[] {
  const once = text.search(/loss/i);
  if (once < 0 || text.slice(once + 4).search(/loss/i) < 0 || text.includes('{') || text.includes('==')) return [text];
  const word = COUNTED.exec(text)?.[1];
  if (word === undefined) return [text];
  const parts = text.split(new RegExp(`(?=\\b(?<!best )${word}\\b[\\s:=#[(]*\\d)`, 'i'));
  const [lead, ...rest] = parts;
  const lines = COUNTED.test(lead) ? parts : [lead + rest[0], ...rest.slice(1)];
  const hasLoss = (line: string) => {
    const at = line.search(/loss/i);
    return at >= 0 && /\d/.test(line.slice(at));
  };
  return lines.length > 1 && lines.every(hasLoss) ? lines : [text];
}

/** A bar at the start of the text, up to its end. */
const BAR_FIRST = /^\s*\d+\/\d+ (?:\[[=>.]*\]|━+)/;

/** Spares most lines the search: they are one bar and nothing else. */
function mayBeGlued(text: string): boolean {
  const bar = BAR_FIRST.exec(text);
  if (!bar) return text.includes('] - ') || text.includes('━') || text.includes('Epoch ') || text.includes('==');
  const end = bar[0].length;
  return [' [', '━', 'Epoch ', 'Trainer.fit', 'ran out'].some((mark) => text.indexOf(mark, end) >= 0);
}

interface Pending {
  text: string;
  parts: number;
  format: LogFormat | undefined;
  line: LogLine | undefined;
  number: number;
}

/** Reads lines with the formats known and hands each to `onLine`. */
export class LogReader {
  readonly statistics: ReadStatistics = { bytes: 0, texts: 0, recognised: 0, joined: 0 };
  readonly #cleaner = new LineCleaner();
  #memory: FormatMemory = {};
  readonly #onLine: (line: ReadLine) => void;
  readonly #formats: readonly LogFormat[];
  /** Of the worker whose text came last. */
  #pending: Pending | undefined;
  #worker: string | undefined;
  /** Of the others: their lines come in any order. */
  readonly #workers = new Set<string>();
  readonly #waiting = new Map<string | undefined, Pending>();

  constructor(onLine: (line: ReadLine) => void, formats: readonly LogFormat[] = LOG_FORMATS) {
    this.#onLine = onLine;
    this.#formats = formats;
  }

  push(chunk: Uint8Array): void {
    for (const text of this.#cleaner.push(chunk)) this.#split(this.#unlaunched(text));
  }

  end(): void {
    for (const text of this.#cleaner.end()) this.#split(this.#unlaunched(text));
    if (this.#pending) this.#waiting.set(this.#worker, this.#pending);
    for (const [worker, pending] of [...this.#waiting].sort(([, a], [, b]) => a.number - b.number)) {
      this.#worker = worker;
      this.#pending = pending;
      this.#flush();
    }
    this.statistics.bytes = this.#cleaner.bytes;
  }

  /** Takes the launcher's prefix off. A line that is redrawn has it only once. */
  #unlaunched(text: string): string {
    const prefix = text.includes(']') ? WORKER.exec(text) : null;
    if (prefix && !this.#knows(prefix[1] ?? prefix[2])) return text;
    if (prefix) this.#turnTo(prefix[1] ?? prefix[2]);
    else if (this.#worker !== undefined && this.#cleaner.onNewLine) this.#turnTo(undefined);
    return prefix ? text.slice(prefix[0].length) : text;
  }

  #knows(worker: string): boolean {
    if (this.#workers.size < MAX_WORKERS) this.#workers.add(worker);
    return this.#workers.has(worker);
  }

  #turnTo(worker: string | undefined): void {
    if (worker === this.#worker) return;
    if (this.#pending) {
      this.#waiting.set(this.#worker, this.#pending);
    }
    this.#pending = this.#waiting.get(worker);
    this.#waiting.delete(worker);
    this.#worker = worker;
  }

  #split(text: string): void {
    if (text.trim() === '') return;
    // Two bars need some length; header and bar less.
    if (text.length > 40 && mayBeGlued(text)) {
      const header = GLUED_HEADER.exec(text);
      if (header) {
        this.#text(header[1]);
        this.#split(text.slice(header[0].length));
        return;
      }
      const parts = splitNumbers(text).flatMap((part) => part.split(GLUED));
      if (parts.length > 1) {
        for (const part of parts) this.#text(part);
        return;
      }
    }
    for (const part of flattened(text)) this.#text(part);
  }

  #text(text: string): void {
    const number = ++this.statistics.texts;
    const pending = this.#pending;
    if (
      pending &&
      pending.parts < (pending.line === undefined && pending.text.includes('{') ? MAX_OBJECT : MAX_JOINED)
    ) {
      const open = pending.line === undefined || pending.line.open === true;
      // A complete line is only continued by a text that is none itself; one that was redrawn is not continued at all.
      const own = this.#parse(text);
      const another = own !== undefined && (!open || (own.line.step !== undefined && own.format === pending.format));
      if (!another && this.#cleaner.onNewLine && this.#join(pending, text)) return;
      this.#flush();
      this.#start(text, number, own);
      return;
    }
    this.#flush();
    this.#start(text, number, this.#parse(text));
  }

  #start(text: string, number: number, parsed: { format: LogFormat; line: LogLine } | undefined): void {
    if (parsed || START.test(text)) {
      this.#pending = { text, parts: 1, format: parsed?.format, line: parsed?.line, number };
    } else if (this.statistics.firstUnrecognised === undefined) this.statistics.firstUnrecognised = text;
  }

  /** Does the pending text read as more with `text` behind it? */
  #join(pending: Pending, text: string): boolean {
    const before = pending.line;
    if (before && before.open !== true && !REST.test(text)) return false;
    for (const glue of ['', ' ']) {
      const joined = pending.text + glue + text;
      // A trial must leave no header behind.
      const memory = { ...this.#memory };
      const parsed = this.#parse(joined, memory);
      if (!parsed) continue;
      const { line, format } = parsed;
      if (before && pending.format !== format && before.values.length > 0) continue;
      const more = line.values.length > (before?.values.length ?? 0) || (line.names ?? 0) > (before?.names ?? 0);
      const mended =
        before?.open === true && line.open !== true && line.step === before.step && line.total === before.total;
      if (!(more || mended) || (line.open === true && !more)) continue;
      // The join must not eat the start of another line.
      if (before && (line.step !== before.step || (before.total !== undefined && line.total !== before.total)))
        continue;
      this.#memory = memory;
      this.#pending = { ...pending, text: joined, parts: pending.parts + 1, format, line };
      this.statistics.joined++;
      return true;
    }
    if (before === undefined && !this.#parse(text) && pending.text.length < 4096 && /\{/.test(pending.text)) {
      // The start of a dict that goes on.
      this.#pending = { ...pending, text: pending.text + text, parts: pending.parts + 1 };
      return true;
    }
    return false;
  }

  #parse(text: string, memory: FormatMemory = this.#memory): { format: LogFormat; line: LogLine } | undefined {
    for (const format of this.#formats) {
      if (!format.sniff(text, memory)) continue;
      const line = format.parse(text, memory);
      if (line) return { format, line };
    }
    return undefined;
  }

  #flush(): void {
    const pending = this.#pending;
    this.#pending = undefined;
    if (!pending) return;
    const worker = this.#worker;
    const { format, line, number } = pending;
    if (line && format) {
      this.statistics.recognised += pending.parts;
      this.#onLine({ format, line, number, ...(worker === undefined ? {} : { worker }) });
    } else if (this.statistics.firstUnrecognised === undefined) this.statistics.firstUnrecognised = pending.text;
  }
}
