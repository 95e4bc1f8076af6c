/** The forms that a log's lines have had so far, each learnt when it comes again and again. */
import type { Form } from './form.js';
import { learnForm } from './learn.js';
import type { ReadAlone } from './probe.js';

/** So often a shape must come before it is learnt: reading it once more takes a hundredth of the time. */
const OFTEN = 3;
/** Forms of one shape: they differ in digits that are no numbers. */
const MOST_ALIKE = 32;
/** Of one shape so many lines may be none that can be learnt. */
const MOST_FAILED = 3;
/** Shapes that are remembered. A hostile log has ever new ones. */
const MOST_SHAPES = 10_000;
/** Learning takes no more than a part of the time: so many forms, and one more for so many lines. */
const AT_ONCE = 64;
const LINES_A_FORM = 200;

/** States of the memory of formats. */
const MOST_BOOKS = 16;

interface Shape {
  count: number;
  failed: number;
  readonly forms: Form[];
}

export class FormBook {
  readonly #shapes = new Map<number, Shape>();
  #lines = 0;
  #learnt = 0;

  /**
   * The form of the line that stands in the text from `start` to `end`, or undefined: read it anew.
   * @param read reads a line as if it stood alone, and leaves nothing behind
   */
  find(text: string, start: number, end: number, hash: number, read: ReadAlone): Form | undefined {
    this.#lines++;
    const shape = this.#shapes.get(hash);
    if (!shape) {
      if (this.#shapes.size >= MOST_SHAPES) this.#shapes.clear();
      this.#shapes.set(hash, { count: 1, failed: 0, forms: [] });
      return undefined;
    }
    const { forms } = shape;
    for (let i = 0; i < forms.length; i++) if (forms[i]!.matches(text, start, end)) return forms[i];
    if (++shape.count < OFTEN || shape.failed >= MOST_FAILED || forms.length >= MOST_ALIKE) return undefined;
    if (this.#learnt > AT_ONCE + this.#lines / LINES_A_FORM) return undefined;
    this.#learnt++;
    const form = learnForm(text.slice(start, end), read);
    if (form?.matches(text, start, end)) {
      forms.push(form);
      return form;
    }
    shape.failed++;
    return undefined;
  }
}

/** What a form says holds for what the formats remember: a book for each state of that. */
export class FormBooks {
  readonly #books = new Map<string, FormBook>();

  /** @param memory as a text */
  of(memory: string): FormBook {
    let book = this.#books.get(memory);
    if (!book) {
      if (this.#books.size >= MOST_BOOKS) this.#books.clear();
      book = new FormBook();
      this.#books.set(memory, book);
    }
    return book;
  }
}
