/**
 * A literal as Python takes it, written as JSON: `[[.9, 1.], (+1, 1_000)]`, `{0: 1., 1: 3}`, `'text'`, True,
 * None, and the words nan and inf. What Python takes for no literal stays as it is, for JSON to complain of.
 */

/** Strings, numbers, words, signs. */
const TOKEN =
  /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|(?<![\w.])[-+]?(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][-+]?\d[\d_]*)?(?![\w.])|[-+]?[A-Za-z_][\w.]*|\s+|./gs;
const NUMBER = /^([-+]?)(\d[\d_]*)?(?:(\.)([\d_]*))?([eE].*)?$/;
const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/;
const UNDERSCORES = /_(?!\d)|(?<!\d)_/;

const WORDS: Readonly<Record<string, string>> = {
  True: 'true',
  False: 'false',
  None: 'null',
  nan: 'NaN',
  inf: 'Infinity',
};

interface Piece {
  text: string;
  /** Where it stood. */
  readonly at: number;
}

/** A bracket that is open: a round one is a tuple only if a comma stands in it. */
interface Open {
  readonly index: number;
  readonly round: boolean;
  commas: number;
  /** Is nothing but blanks in it yet? */
  empty: boolean;
}

export interface JsonOfPython {
  readonly json: string;
  /** Where a place of the JSON stands in what was typed, both from 0. */
  typedAt(offset: number): number;
}

export function jsonOfPython(typed: string): JsonOfPython {
  const pieces: Piece[] = [...typed.matchAll(TOKEN)].map((m) => ({ text: m[0], at: m.index }));
  const open: Open[] = [];
  let before: Piece | undefined;
  for (const [index, piece] of pieces.entries()) {
    const { text } = piece;
    if (/^\s/.test(text)) continue;
    const around = open.at(-1);
    if (/^[[({]$/.test(text)) {
      if (around) around.empty = false;
      open.push({ index, round: text === '(', commas: 0, empty: true });
    } else if (/^[\])}]$/.test(text)) {
      // A comma may end a list, if it ends something.
      if (before?.text === ',' && around && !around.empty) before.text = ' ';
      closeTuple(open.pop(), piece, pieces);
    } else if (text === ',') {
      if (around) around.commas++;
    } else {
      if (around) around.empty = false;
      piece.text = jsonOf(text);
      // A whole number may be a key of Python's.
      if (/^-?\d+$/.test(piece.text) && isKey(pieces, index)) piece.text = `"${piece.text}"`;
    }
    before = piece;
  }
  return { json: pieces.map((p) => p.text).join(''), typedAt: (offset) => placeOf(pieces, offset) };
}

/** Does a colon follow? */
function isKey(pieces: readonly Piece[], index: number): boolean {
  const next = pieces[index + 1];
  return (next && /^\s/.test(next.text) ? pieces[index + 2] : next)?.text === ':';
}

function closeTuple(opened: Open | undefined, end: Piece, pieces: readonly Piece[]): void {
  if (end.text !== ')' || !opened?.round || (opened.commas === 0 && !opened.empty)) return;
  pieces[opened.index]!.text = '[';
  end.text = ']';
}

function jsonOf(text: string): string {
  if (text.startsWith("'")) return JSON.stringify(text.slice(1, -1).replace(/\\(.)/gs, unescaped));
  const [, sign = '', word = ''] = /^([-+]?)([A-Za-z_].*)$/.exec(text) ?? [];
  const known = WORDS[word.replace(/^(?:np|numpy|math)\.(?=nan$|inf$)/, '')];
  if (known !== undefined) return known === 'NaN' || sign !== '-' ? known : `-${known}`;
  const number = NUMBER.exec(text);
  if (!number || JSON_NUMBER.test(text) || UNDERSCORES.test(text)) return text;
  const [, minus, whole = '', point = '', behind = '', exponent = ''] = number;
  const digits = whole.replaceAll('_', '').replace(/^0+(?=\d)/, '');
  const isInteger = point === '' && exponent === '';
  // `007` is an error of Python, too.
  if (isInteger && digits !== whole.replaceAll('_', '')) return text;
  const fraction = behind.replaceAll('_', '');
  return (
    (minus === '-' ? '-' : '') +
    (digits || '0') +
    (point === '' ? '' : `.${fraction || '0'}`) +
    exponent.replaceAll('_', '')
  );
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\n': '' };

/** Of others Python keeps the backslash. */
function unescaped(whole: string, character: string): string {
  return ESCAPES[character] ?? (/^['"\\]$/.test(character) ? character : whole);
}

function placeOf(pieces: readonly Piece[], offset: number): number {
  let at = 0;
  for (const piece of pieces) {
    if (offset < at + piece.text.length) return piece.at + Math.min(offset - at, piece.text.length - 1);
    at += piece.text.length;
  }
  const last = pieces.at(-1);
  return last ? last.at + 1 : 0;
}
