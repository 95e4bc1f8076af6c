/**
 * How each kind of node prints and what derivative it has: one row a kind, as OPS has one for each
 * element-wise operation. Shapes are in shapes.ts, the arithmetic in the engines; their tables are mapped
 * over `Kind`, too, so that a new kind cannot forget one.
 */
import type { Kind, NodeOf, Operands } from './kinds.js';
import type { Expr } from './node.js';
import { type MapOperands, OPS } from './ops.js';
import { sameShape } from './shapes.js';

/** A text and how tightly it binds. */
export interface Text {
  readonly text: string;
  readonly precedence: number;
}

const ATOM = 10;
const atom = (text: string): Text => ({ text, precedence: ATOM });

type ExprOf<K extends Kind> = Expr & { readonly args: Operands<K, Expr> };

interface Row<K extends Kind> {
  readonly text: (node: NodeOf<K>, texts: Operands<K, Text>, expr: ExprOf<K>) => Text;
  /**
   * The upstream derivative passed to each operand, undefined where none passes; a part may lack axes along
   * which it is constant. `none`: it has no derivative. Where an operand is piecewise constant in the value
   * nothing passes.
   */
  readonly backward: 'none' | ((node: NodeOf<K>, upstream: Expr, expr: ExprOf<K>) => (Expr | undefined)[]);
}

const nothing = (): (Expr | undefined)[] => [];
const pass = (_: unknown, upstream: Expr): (Expr | undefined)[] => [upstream];

export const STRUCTURE: { readonly [K in Kind]: Row<K> } = {
  input: { text: ({ name }) => atom(name), backward: nothing },
  const: {
    text: ({ value, text = numberText(value) }) => ({ text, precedence: /^-| /.test(text) ? 4 : ATOM }),
    backward: nothing,
  },
  map: {
    text: ({ op }, texts, expr) => mapText(op, texts, expr.args),
    backward: ({ op }, upstream, expr) => {
      const slopes = OPS[op].partials?.(expr.args as MapOperands<Expr>, expr) ?? [];
      return slopes.map((p, i) => p && unbroadcast(product(upstream, p), expr.args[i]!, expr));
    },
  },
  reduce: {
    text: ({ op, axes, keepDims }, [x], expr) => {
      const { rank } = expr.args[0];
      const all = axes.length === rank && !keepDims && (rank !== 1 || !expr.byRow);
      const trailing = axes.length === 1 && axes[0] === rank - 1;
      const list = trailing ? '-1' : axes.length === 1 ? `${axes[0]}` : `(${axes.join(', ')})`;
      return atom(`${op}(${x.text}${all ? '' : `, axis=${list}`})`);
    },
    backward: ({ op, axes, keepDims }, upstream, expr) => {
      const [x] = expr.args;
      const kept = keepDims ? upstream : keep(upstream, x, axes);
      if (op === 'sum') return [kept];
      if (op === 'mean') return [kept.div(x.size / Math.max(1, expr.size))];
      // An extreme that several share gives each its part.
      const extreme = x.equal(keepDims ? expr : keep(expr, x, axes));
      return [kept.mul(extreme.div(extreme.sum(axes, { keepDims: true })))];
    },
  },
  argmax: {
    text: ({ axis }, [x], expr) => atom(`argmax(${x.text}, axis=${axisText(axis, expr.args[0])})`),
    backward: nothing,
  },
  sort: {
    text: ({ axis, descending }, [x], expr) =>
      atom(`sort(${x.text}, axis=${axisText(axis, expr)}${descending ? ', descending' : ''})`),
    backward: 'none',
  },
  cumsum: {
    text: ({ axis }, [x], expr) => atom(`cumsum(${x.text}, axis=${axisText(axis, expr)})`),
    backward: ({ axis }, upstream, expr) => {
      // Each element is in all running sums from its own on.
      const u = spread(upstream, expr);
      return [u.sum(axis, { keepDims: true }).sub(u.cumsum(axis)).add(u)];
    },
  },
  matmul: {
    text: (_, texts) => {
      const [a, b] = texts.map((t, i) => (t.precedence < 5 + i ? `(${t.text})` : t.text));
      return { text: `${a} @ ${b}`, precedence: 5 };
    },
    backward: (_, upstream, expr) => {
      const [a, b] = expr.args;
      const u = spread(upstream, expr);
      const partB = swapped(a).matmul(u);
      const batch = Array.from({ length: partB.rank - b.rank }, (_, i) => i);
      return [u.matmul(swapped(b)), batch.length > 0 ? partB.sum(batch) : partB];
    },
  },
  transpose: {
    text: ({ order }, [x]) => atom(`transpose(${x.text}, (${order.join(', ')}))`),
    backward: ({ order }, upstream, expr) => [
      spread(upstream, expr).transpose(order.map((_, i) => order.indexOf(i))),
    ],
  },
  slice: {
    text: ({ axis, from, to }, [x], expr) => {
      const { length, [axis]: size } = expr.args[0].shape;
      const span = `${from === 0 ? '' : from}:${to === size ? '' : to}`;
      const before = axis <= length - 1 - axis ? ':, '.repeat(axis) : '..., ';
      const after = axis <= length - 1 - axis ? '' : ', :'.repeat(length - 1 - axis);
      return atom(`${inBrackets(x)}[${before}${span}${after}]`);
    },
    backward: ({ axis, from, to }, upstream, expr) => [
      spread(upstream, expr).pad(axis, from, expr.args[0].shape[axis]! - to),
    ],
  },
  pad: {
    text: ({ axis, before, after, value }, [x], expr) =>
      atom(
        `pad(${x.text}, (${before}, ${after}), ` +
          `axis=${axisText(axis, expr)}${value === 0 ? '' : `, value=${value}`})`,
      ),
    backward: ({ axis, before }, upstream, expr) => [
      spread(upstream, expr).slice(axis, before, before + expr.args[0].shape[axis]!),
    ],
  },
  reshape: {
    text: ({ text }, [x]) => (text === '%' ? x : atom(text.replace('%', x.text))),
    backward: (_, upstream, expr) => [spread(upstream, expr).reshapeLike(expr.args[0])],
  },
  broadcast: {
    text: (_, [x], expr) => atom(`broadcast_to(${x.text}, [${expr.shape.join(', ')}])`),
    backward: (_, upstream, expr) => [unbroadcast(upstream, expr.args[0], expr)],
  },
  take: {
    text: ({ axis }, [x, index], expr) => {
      const at = axis === expr.args[0].rank - 1 ? '' : `, axis=${axis}`;
      return atom(`${inBrackets(x)}[${index.text}${at}]`);
    },
    backward: ({ axis }, upstream, expr) => {
      const [x, index] = expr.args;
      return [spread(upstream, expr).expandDims(axis).mul(index.oneHot(x.shape[axis]!, axis))];
    },
  },
  at: {
    text: (_, [table, index]) => atom(`${inBrackets(table)}[${index.text}]`),
    backward: (_, upstream, expr) => {
      const [table, index] = expr.args;
      const hot = index.oneHot(table.size);
      return [hot.mul(spread(upstream, expr).expandDims(-1)).sum(index.shape.map((_, i) => i))];
    },
  },
  oneHot: {
    text: ({ classes, axis }, [x], expr) =>
      atom(`one_hot(${x.text}, ${classes}${axis === expr.rank - 1 ? '' : `, axis=${axis}`})`),
    backward: nothing,
  },
  lookup: { text: ({ what }, [key]) => atom(`${what}[${key.text}]`), backward: nothing },
  within: { text: (_, [x]) => x, backward: pass },
  opaque: {
    text: ({ operation: { name, extra } }, texts) => (name === '' ? texts[0]! : called(name, texts, extra)),
    backward: ({ operation }, upstream, expr) => operation.backward?.(expr.args, upstream) ?? [],
  },
  call: {
    text: ({ name, extra }, [, ...texts]) => called(name, texts, extra),
    backward: pass,
  },
  step: { text: ({ step }) => atom(step.symbol), backward: pass },
};

/** Has the operation a derivative (or is it constant between jumps, so that none passes)? */
export function hasDerivative({ node }: Expr): boolean {
  if (node.kind === 'opaque') return node.operation.backward !== undefined;
  return STRUCTURE[node.kind].backward !== 'none';
}

function called(name: string, texts: readonly Text[], extra = ''): Text {
  return atom(`${name}(${[...texts.map((t) => t.text), ...(extra === '' ? [] : [extra])].join(', ')})`);
}

function mapText(op: NodeOf<'map'>['op'], texts: readonly Text[], args: readonly Expr[]): Text {
  const { infix, call, precedence = ATOM } = OPS[op];
  if (infix === undefined) return called(call ?? op, texts);
  const inner = (t: Text, least: number) => (t.precedence < least ? `(${t.text})` : t.text);
  if (texts.length === 1) return { text: `${infix}${inner(texts[0]!, precedence)}`, precedence };
  // a * (b / c) keeps its parentheses: the order is what float32 rounds by.
  const right = args[1]!.node;
  const chained = (op === 'add' || op === 'mul') && right.kind === 'map' && right.op === op;
  // Powers chain to the right.
  const [least, most] =
    op === 'pow' ? [precedence + 1, precedence] : [precedence, precedence + (chained ? 0 : 1)];
  return { text: `${inner(texts[0]!, least)} ${infix} ${inner(texts[1]!, most)}`, precedence };
}

function axisText(axis: number, x: Expr): string {
  return axis === x.rank - 1 ? '-1' : String(axis);
}

function inBrackets(t: Text): string {
  return t.precedence < ATOM ? `(${t.text})` : t.text;
}

/** Python's spelling, which readers of these formulas know: `1e-07`. */
function numberText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  return String(value).replace(/e([+-])(\d)$/, 'e$10$2');
}

/** A part that is constant along axes, at its whole shape. */
function spread(upstream: Expr, expr: Expr): Expr {
  return upstream.broadcastTo(expr.shape, expr.byRow);
}

/** The last two axes changed. */
function swapped(x: Expr): Expr {
  const order = x.shape.map((_, i) => i);
  return x.transpose([...order.slice(0, -2), x.rank - 1, x.rank - 2]);
}

/** `upstream` of a reduction with the reduced axes back as length 1. */
function keep(upstream: Expr, arg: Expr, axes: readonly number[]): Expr {
  if (upstream.rank === 0) return upstream;
  return axes.reduce((out, axis) => (out.rank < arg.rank ? out.expandDims(axis) : out), upstream);
}

/** The constants 1 and −1 are what most of a reduction's derivative consists of. */
function product(a: Expr, b: Expr): Expr {
  for (const [one, other] of [
    [a, b],
    [b, a],
  ] as const) {
    if (one.node.kind === 'const' && one.node.value === 1) return other;
    if (one.node.kind === 'const' && one.node.value === -1) return other.neg();
  }
  return a.mul(b);
}

/** Undoes broadcasting: sums over the axes of `expr` along which `arg` was stretched. */
function unbroadcast(part: Expr, arg: Expr, expr: Expr): Expr {
  if (sameShape(arg.shape, expr.shape)) return part;
  let count = 1;
  const axes: number[] = [];
  expr.shape.forEach((d, i) => {
    const stretched = d !== 1 && (arg.shape[i - (expr.rank - arg.rank)] ?? 1) === 1;
    if (!stretched) return;
    const at = i - (expr.rank - part.rank);
    if (at >= 0 && part.shape[at] === d) axes.push(at);
    else count *= d;
  });
  let out = axes.length > 0 ? part.sum(axes, { keepDims: true }) : part;
  while (out.rank > arg.rank) out = out.squeeze(0);
  return count === 1 ? out : out.mul(count);
}
