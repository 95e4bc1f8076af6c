/** Reads a log: cleaned texts in, recognised lines out; puts wrapped lines together. */
import { cleaned, LineCleaner } from './clean.js';
import { type FormBook, FormBooks } from './forms/book.js';
import type { Form } from './forms/form.js';
import type { Outcome } from './forms/probe.js';
import { mayPartByNumbers, unglued } from './glued.js';
import { LOG_FORMATS } from './index.js';
import { mayHoldLists, rowsOfLists } from './lines/json-table.js';
import { AsideCounter } from './lines/left-aside.js';
import type { FormatMemory, LogFormat, LogLine } from './lines/line.js';
import { isNext, type Pending, type PendingText, textOf, withText } from './pending.js';

export interface ReadLine {
  format: LogFormat;
  line: LogLine;
  /** Number of the text in the log, from 1; redrawn states count. */
  number: number;
  /** Which process printed it, where a launcher says so. */
  worker?: string;
  /** It stands on a line of its own, not over the one before. */
  newLine: boolean;
}

export interface ReadStatistics {
  bytes: number;
  /** Texts, redrawn states included, blank ones not. */
  texts: number;
  recognised: number;
  /** Texts that were joined to the one before. */
  joined: number;
  firstUnrecognised?: string;
  /** Titles of the formats whose lines came. */
  readonly formats: Set<string>;
}

/** At most this many physical lines make one line. */
const MAX_JOINED = 24;
/** What of a line cannot be taken apart is read up to here. */
const LONGEST = 1 << 16;
/** An object may be spread over more. */
const MAX_OBJECT = 64;
/** More processes than this write into no log: what looks like their numbers is something else. */
const MAX_WORKERS = 4096;
/**
 * What launchers write before a line: `[1,0]<stdout>:` (mpirun, horovodrun), `[rank0]:`, `[default0]:`
 * (torchrun).
 */
const WORKER = /^\s*(?:\[\d+,(\d+)\]<std(?:out|err)>:|\[(?:rank|default)(\d+)\]:)/;
/**
 * How the rest of a line starts that is complete as it stands: with a name and a number. A sentence that
 * holds numbers is none.
 */
const REST =
  /^[\s|,;-]*(?!\d{4}[-/]\d\d[-/]\d\d|\d\d:\d\d:\d\d)(?:[A-Za-z_][\w ./@-]{0,100}\s*[:=]\s*|[A-Za-z_][\w./@-]{0,100}\s+)?[-+]?(?:\.?\d|nan\b|inf\b)/i;
/** `'loss': 0.5,` */
const ENTRY = /^\s*(['"])[^'"]{1,100}\1\s*:/;
/** What the text ends with before a prefix such as a logger's time stamp ends. */
const START =
  /(?<!\d)\d+\/\d+(?:\s*\[[=>.]*)?$|(?<!\d)\d+\/\d+ \[[=>.]+\]?|(?<!\d)\d+\/\d+\s+[━=]{5}|\d%\||\{\s*['"]\w+['"]?:?|^\s*\{\s*$|\[\d+\]\s*\[\s*\d+\/\d+\s*\]/;

/** Reads lines with the formats known and hands each to `onLine`. */
export class LogReader {
  readonly statistics: ReadStatistics = { bytes: 0, texts: 0, recognised: 0, joined: 0, formats: new Set() };
  /** What stands in recognised lines and not in what they say. */
  readonly aside = new AsideCounter();
  readonly #cleaner = new LineCleaner((text, start, end, hash) => this.#takes(text, start, end, hash));
  /** Of the worker whose text came last, and of all. */
  #memory: FormatMemory = {};
  readonly #memories = new Map<string | undefined, FormatMemory>();
  /** Lines of a form that came before are read by heart. */
  readonly #learns: boolean;
  readonly #books = new FormBooks();
  /** The book for what the formats remember now. */
  #known: FormBook | undefined;
  readonly #onLine: (line: ReadLine) => void;
  readonly #formats: readonly LogFormat[];
  /** Of the worker whose text came last. */
  #pending: Pending | undefined;
  #worker: string | undefined;
  /** Of the others: their lines come in any order. */
  readonly #workers = new Set<string>();
  readonly #waiting = new Map<string | undefined, Pending>();
  /** The line of the text before goes on; `carried` is what of it is not taken yet, or it is passed over. */
  #goesOn = false;
  #carried = '';
  #passing = false;

  constructor(
    onLine: (line: ReadLine) => void,
    { formats = LOG_FORMATS, learns = true }: { formats?: readonly LogFormat[]; learns?: boolean } = {},
  ) {
    this.#onLine = onLine;
    this.#formats = formats;
    this.#learns = learns;
  }

  push(chunk: Uint8Array): void {
    for (const text of this.#cleaner.push(chunk)) this.#split(text);
  }

  end(): void {
    for (const text of this.#cleaner.end()) this.#split(text);
    if (this.#pending) this.#waiting.set(this.#worker, this.#pending);
    for (const [worker, pending] of [...this.#waiting].sort(([, a], [, b]) => a.number - b.number)) {
      this.#worker = worker;
      this.#pending = pending;
      this.#flush();
    }
    for (const format of this.#formats) this.#last(format);
    this.statistics.bytes = this.#cleaner.bytes;
    const { tooLong } = this.#cleaner;
    if (tooLong > 0) this.aside.add({ what: 'long-line', name: '', text: 'a JSON object' }, tooLong);
  }

  /** What lines began and none ended. */
  #last(format: LogFormat): void {
    const line = format.end?.(this.#memory);
    if (!line) return;
    this.statistics.formats.add(format.title);
    this.aside.addAll(line.aside);
    this.#onLine({ format, line, number: this.statistics.texts, newLine: true });
  }

  /** Takes the launcher's prefix off. A line that is redrawn has it only once. */
  #unlaunched(text: string): string {
    const prefix = text.includes(']') ? WORKER.exec(text) : null;
    if (prefix && !this.#knows(prefix[1] ?? prefix[2]!)) return text;
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
    this.#memories.set(this.#worker, this.#memory);
    this.#memory = this.#memories.get(worker) ?? {};
    this.#known = undefined;
    this.#worker = worker;
  }

  /** Takes a line of a known form, which no format looks at again. */
  #takes(text: string, start: number, end: number, hash: number): boolean {
    if (!this.#learns || this.#workers.size > 0) return false;
    const form = this.#book.find(text, start, end, hash, this.#alone);
    const pending = this.#pending;
    if (!form || (pending && this.#mayGoOn(pending, form, text, start, end))) return false;
    const { format, line } = form;
    this.#flush();
    const number = ++this.statistics.texts;
    if (format && line) {
      form.write();
      const newLine = this.#cleaner.onNewLine;
      this.#pending = { text: undefined, whole: text, start, end, parts: 1, format, line, number, newLine };
    } else this.statistics.firstUnrecognised ??= textOf(text, start, end);
    return true;
  }

  /** May the pending line go on in this one? Then `#text` finds out. */
  #mayGoOn(pending: Pending, form: Form, text: string, start: number, end: number): boolean {
    if (!this.#cleaner.onNewLine) return false;
    const open = pending.line === undefined || pending.line.open === true;
    if (form.line) return open && !isNext(pending, form.format, form.line);
    if (open) return true;
    const { rest = REST } = pending.format ?? {};
    return rest.test(form.clean ? text.slice(start, end) : textOf(text, start, end));
  }

  /** What the formats remember tells what lines are read as. */
  get #book(): FormBook {
    this.#known ??= this.#books.of(JSON.stringify(this.#memory));
    return this.#known;
  }

  /** How a line is read that stands alone: as one text which changes no memory, or undefined. */
  readonly #alone = (raw: string): Outcome | undefined => {
    const [text = '', ...more] = cleaned(raw);
    if (more.length > 0 || text.trim() === '' || WORKER.test(text) || mayPartByNumbers(text))
      return undefined;
    if (unglued(text).length > 1) return undefined;
    const memory = { ...this.#memory };
    const parsed = this.#parse(text, memory);
    if (JSON.stringify(memory) !== JSON.stringify(this.#memory)) return undefined;
    return parsed || !START.test(text) ? { text, ...parsed } : undefined;
  };

  #split(text: string): void {
    this.#known = undefined;
    const { goesOn } = this.#cleaner;
    if (this.#goesOn || goesOn) this.#piece(this.#goesOn ? text : this.#unlaunched(text), goesOn);
    else if (text.trim() !== '')
      for (const part of unglued(this.#unlaunched(text)))
        for (const row of (mayHoldLists(part) && rowsOfLists(part)) || [part]) this.#text(row);
    this.#goesOn = goesOn;
  }

  /** A line too long for one text is taken apart as it comes; the last part waits for its end. */
  #piece(text: string, goesOn: boolean): void {
    if (this.#passing) {
      this.#passing = goesOn;
      return;
    }
    const parts = unglued(this.#carried + text, goesOn);
    this.#carried = goesOn ? (parts.pop() as string) : '';
    for (const part of parts) if (part.trim() !== '') this.#text(part);
    if (this.#carried.length <= LONGEST) return;
    this.#text(this.#carried.slice(0, LONGEST));
    this.aside.add({ what: 'long-line', name: '', text: this.#carried.slice(0, 80) });
    this.#carried = '';
    this.#passing = true;
  }

  #text(text: string): void {
    const number = ++this.statistics.texts;
    const pending = this.#pending && withText(this.#pending);
    if (
      pending &&
      pending.parts < (pending.line === undefined && pending.text.includes('{') ? MAX_OBJECT : MAX_JOINED)
    ) {
      const open = pending.line === undefined || pending.line.open === true;
      // A complete line is only continued by a text that is none itself; one that was redrawn is not
      // continued at all.
      const own = this.#parse(text);
      const another = own !== undefined && (!open || isNext(pending, own.format, own.line));
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
      const newLine = this.#cleaner.onNewLine;
      this.#pending = { text, parts: 1, format: parsed?.format, line: parsed?.line, number, newLine };
    } else if (this.statistics.firstUnrecognised === undefined) this.statistics.firstUnrecognised = text;
  }

  /** Does the pending text read as more with `text` behind it? */
  #join(pending: PendingText, text: string): boolean {
    if (mayHoldLists(pending.text) && !pending.text.includes('}')) return this.#joinLists(pending, text);
    const before = pending.line;
    const { rest = REST, restOfOpen } = pending.format ?? {};
    if (before && before.open !== true && !rest.test(text)) return false;
    if (before?.open === true && restOfOpen && !restOfOpen.test(text)) return false;
    for (const glue of ['', ' ']) {
      const joined = pending.text + glue + text;
      // A trial must leave no header behind.
      const memory = { ...this.#memory };
      const parsed = this.#parse(joined, memory);
      if (!parsed) continue;
      const { line, format } = parsed;
      if (before && pending.format !== format && before.values.length > 0) continue;
      const more =
        line.values.length > (before?.values.length ?? 0) || (line.names ?? 0) > (before?.names ?? 0);
      const mended =
        before?.open === true &&
        line.open !== true &&
        line.step === before.step &&
        line.total === before.total;
      // A dict that goes on, an entry a line.
      const grows =
        before?.open === true && line.open === true && ENTRY.test(text) && pending.text.includes('{');
      if (!(more || mended || grows) || (line.open === true && !more && !grows)) continue;
      // The join must not eat the start of another line.
      if (
        before &&
        (line.step !== before.step || (before.total !== undefined && line.total !== before.total))
      )
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

  /** A printed dict of lists is spread over lines: its rows come when it ends. */
  #joinLists(pending: PendingText, text: string): boolean {
    const joined = `${pending.text} ${text}`;
    const parts = pending.parts + 1;
    const rows = text.includes('}') ? rowsOfLists(joined) : undefined;
    // Its lists may be those of one number.
    const read = rows === undefined && text.includes('}') ? this.#parse(joined) : undefined;
    this.#pending = { ...pending, text: joined, parts, line: read?.line, format: read?.format };
    if (!rows) return true;
    this.#pending = undefined;
    for (const row of rows) this.#text(row);
    this.statistics.recognised += parts;
    return true;
  }

  #parse(
    text: string,
    memory: FormatMemory = this.#memory,
  ): { format: LogFormat; line: LogLine } | undefined {
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
    const { format, line, number, newLine } = pending;
    if (line && format) {
      this.statistics.recognised += pending.parts;
      // Rules of tables are of many kinds of text.
      if (line.kind !== 'event' || line.traits || line.aside) this.statistics.formats.add(format.title);
      this.aside.addAll(line.aside);
      this.#onLine({ format, line, number, newLine, ...(worker === undefined ? {} : { worker }) });
    } else this.statistics.firstUnrecognised ??= withText(pending).text;
  }
}
