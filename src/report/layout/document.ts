/**
 * A result as a document: blocks that say what is there, not how it looks. Each result makes one
 * (`report/<result>/document.ts`), and a printer (`text.ts`, `markdown.ts`) has a row for every kind of
 * block. Documents are iterated, not held: the next block is made when the printer asks for it, and a
 * table's rows while they are printed, so that a log of millions of lines stays a stream. Texts come as
 * they are in the input; printers replace control characters.
 */

/** What a piece of text is. Where there is no colour, roles are not seen. */
export type Role = 'strong' | 'quiet' | 'name' | 'code' | 'good' | 'bad' | 'warning' | 'info';

export interface Span {
  readonly text: string;
  readonly role?: Role;
}

/** A text, or pieces with roles. */
export type Inline = string | readonly (string | Span)[];

/** What follows begins a new line of its cell, where a printer has such. */
export const BREAK: Span = { text: '\n' };

interface Placed {
  /** Columns from the left, for printers of columns. */
  readonly indent?: number;
}

/** A title, and facts beside it. */
interface Heading extends Placed {
  readonly kind: 'heading';
  readonly level: 0 | 1 | 2 | 3;
  readonly title: string;
  readonly facts?: readonly string[];
  /** Lines break between facts only. */
  readonly whole?: boolean;
  /** Of the title; `strong` where it has none. */
  readonly role?: Role;
}

interface Paragraph extends Placed {
  readonly kind: 'text';
  readonly text: Inline;
  readonly role?: Role;
}

/** Short texts side by side; lines break between them only. */
interface Facts extends Placed {
  readonly kind: 'facts';
  readonly facts: readonly Inline[];
  readonly role?: Role;
  /** Columns between two of them. */
  readonly gap?: number;
}

export interface TableColumn {
  readonly name: string;
  /**
   * `text` names its row; it and `list` are flush left; `number` is flush right with its points in one
   * column.
   */
  readonly kind: 'text' | 'list' | 'number';
  readonly role?: Role;
  /** What does not fit goes on below, where it would be cut. */
  readonly wraps?: true;
}

/** Cells, or a remark over the whole width in place of rows that are left out. */
export type TableRow = readonly Inline[] | { readonly remark: string };

export interface Table extends Placed {
  readonly kind: 'table';
  readonly columns: readonly TableColumn[];
  /** Read more than once: a printer of columns measures them first. */
  readonly rows: Iterable<TableRow>;
  readonly gap?: number;
  /** What stands below it; read after the rows. */
  readonly notes?: Iterable<string>;
}

/** The values of an array that a report holds. */
export interface Values {
  readonly texts: readonly string[];
  /** How many make a row of the array. */
  readonly row: number;
  /** How many the array has. */
  readonly count: number;
  /** All of them are wanted, however many. */
  readonly full: boolean;
  readonly summary?: string;
  readonly remarks: readonly Inline[];
}

export interface Step {
  readonly name: string;
  readonly formula: string;
  readonly shape: string;
  readonly why: string;
  readonly values: Values;
}

/** Named steps with their formulas and values, numbered. */
interface Steps {
  readonly kind: 'steps';
  readonly steps: readonly Step[];
}

/** A number that was asked for, and what it is made of. */
export interface Result {
  readonly label: string;
  readonly value: string;
  readonly equals?: string;
}

/** A line each; the last of several is what the others make together. */
interface Results {
  readonly kind: 'results';
  readonly results: readonly Result[];
}

export interface ChartData {
  /** Drawn as `o`. Read more than once. */
  readonly points: Iterable<{ at: number; value: number }>;
  /** Drawn as `─` over their width, from 1, both ends included. Read more than once. */
  readonly spans: Iterable<{ from: number; to: number; value: number }>;
  label(value: number): string;
}

/** Nothing is printed where there is nothing to draw. */
interface Chart extends Placed {
  readonly kind: 'chart';
  readonly data: ChartData;
  /** What the signs mean. */
  readonly legend: string;
}

/** A finding. */
interface Note {
  readonly kind: 'note';
  readonly severity: 'error' | 'warning' | 'note';
  readonly code: string;
  /** What it is about, where there are several. */
  readonly of?: string;
  readonly message: string;
}

export interface Item {
  readonly mark: Span;
  /** Aligned over the items. */
  readonly label?: string;
  readonly text: string;
  readonly details: readonly Block[];
}

/** Verdicts, each with what is to be said of it. */
interface List {
  readonly kind: 'list';
  readonly items: readonly Item[];
}

/** Lines to copy: a command, a piece of a file. */
interface Code extends Placed {
  readonly kind: 'code';
  readonly lines: readonly string[];
}

/** Room between what does not belong together. */
interface Gap {
  readonly kind: 'gap';
}

/** What came before, for a reader who would have to scroll back to it. */
interface Again {
  readonly kind: 'again';
  readonly blocks: readonly Block[];
}

export type Block =
  | Heading
  | Paragraph
  | Facts
  | Table
  | Steps
  | Results
  | Chart
  | Note
  | List
  | Code
  | Gap
  | Again;
export type BlockOf<K extends Block['kind']> = Extract<Block, { kind: K }>;
export type Document = Iterable<Block>;

export const GAP: Block = { kind: 'gap' };
