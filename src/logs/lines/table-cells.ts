/** The cells of a line of a table: between bars, or parted by tabs or at least two blanks. */

/** A cell and where it stands. */
export interface Cell {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

const BARS = /[|│┃║]/;
/** `|---|:--:|`, `+-----+`, `-----  ----`, `├───┼───┤`. */
const RULE = /^[\s|+:.\-=─━═╌┄┈│┃║┌┐└┘├┤┬┴┼┏┓┗┛┣┫┳┻╋┡┩╇╔╗╚╝╠╣╦╩╬╒╕╘╛╞╡╤╧╪╭╮╰╯]+$/;
const LONGEST = 4096;
/** A time stamp and a level before a row, as loggers write them; and spaCy's sign. */
const LOGGER =
  /^\s{0,40}(?:\[?\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?\]?(?:\s?[-|:])?\s{1,4})(?:\[?(?:INFO|DEBUG|WARNING)\]?(?:\s?[-|:])?\s{1,4})?|^(?:INFO|DEBUG|WARNING):[\w.]{1,80}:/;

/** Lines that part rows and hold nothing. */
export function isRule(line: string): boolean {
  return line.length < LONGEST && RULE.test(line) && /[-=─━═]{2}/.test(line);
}

/** The line without what a logger writes before it. */
export function withoutLogger(line: string): string {
  const prefix = LOGGER.exec(line)?.[0] ?? '';
  const bare = line.slice(prefix.length);
  // `INFO | train/ | |`: the bar is the row's.
  const ends = /\|\s{0,4}$/.test(prefix) && BARS.test(bare.trimEnd().slice(-1));
  return ends && !BARS.test(bare.charAt(0)) ? `| ${bare}` : bare;
}

export function hasBars(line: string): boolean {
  return BARS.test(line);
}

/** Cells between bars; those at the ends of the line bound it. */
export function barredCells(line: string): string[] {
  return line
    .trim()
    .replace(/^[|│┃║]|[|│┃║]$/g, '')
    .split(BARS)
    .map((cell) => cell.trim());
}

/**
 * @param parted what stands between cells: at least two blanks or a tab, or a blank
 * @param words what is a cell between single blanks
 */
export function alignedCells(line: string, parted: 'blanks' | 'blank', words = /\S+/g): Cell[] {
  const cells: Cell[] = [];
  const pattern = parted === 'blank' ? words : /[^\s](?:[^\s]| (?=[^\s]))*/g;
  for (const { 0: text, index } of line.matchAll(pattern))
    cells.push({ text, from: index, to: index + text.length });
  return cells;
}

/**
 * The texts of a row under the columns of its header, where some of its cells are blank: each stands under
 * the name that it overlaps, or that it is next to.
 * @returns undefined where two cells would share a name
 */
export function underNames(cells: readonly Cell[], names: readonly Cell[]): string[] | undefined {
  const texts = names.map(() => '');
  let last = -1;
  for (const { text, from, to } of cells) {
    const distance = (name: Cell) => Math.max(name.from - to, from - name.to, 0);
    let best = last + 1;
    for (let i = best + 1; i < names.length; i++) if (distance(names[i]!) < distance(names[best]!)) best = i;
    if (best >= names.length) return undefined;
    texts[best] = text;
    last = best;
  }
  return texts;
}
