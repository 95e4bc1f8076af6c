/** The text of an expression: `score / mean(sample_weight != 0)`. A step below the root prints as its symbol. */
import type { Expr } from './node.js';
import { OPS } from './ops.js';

const ATOM = 10;

/** The formula of a step (without its name) or of any other expression. */
export function formula(expr: Expr): string {
  return print(expr.node.kind === 'step' ? expr.args[0] : expr).text;
}

function print(expr: Expr): { text: string; precedence: number } {
  const { node, args } = expr;
  const atom = (text: string) => ({ text, precedence: ATOM });
  switch (node.kind) {
    case 'input':
      return atom(node.name);
    case 'const': {
      const text = node.text ?? numberText(node.value);
      return { text, precedence: /^-| /.test(text) ? 4 : ATOM };
    }
    case 'step':
      return atom(node.step.symbol);
    case 'within':
      return print(args[0]);
    case 'call':
      return atom(
        `${node.name}(${[...args.slice(1).map((a) => print(a).text), ...(node.extra ? [node.extra] : [])].join(', ')})`,
      );
    case 'map': {
      const spec = OPS[node.op];
      if (!spec.infix) return atom(`${spec.call}(${args.map((a) => print(a).text).join(', ')})`);
      const precedence = spec.precedence ?? ATOM;
      const inner = (arg: Expr, least: number) => {
        const p = print(arg);
        return p.precedence < least ? `(${p.text})` : p.text;
      };
      if (args.length === 1) return { text: `${spec.infix}${inner(args[0], precedence)}`, precedence };
      // a * (b / c) keeps its parentheses: the order is what float32 rounds by.
      const right = args[1].node;
      const chained = (node.op === 'add' || node.op === 'mul') && right.kind === 'map' && right.op === node.op;
      const text = `${inner(args[0], precedence)} ${spec.infix} ${inner(args[1], precedence + (chained ? 0 : 1))}`;
      return { text, precedence };
    }
    case 'reduce': {
      const all = node.axes.length === args[0].rank;
      const trailing = node.axes.length === 1 && node.axes[0] === args[0].rank - 1;
      const axes = trailing ? '-1' : node.axes.length === 1 ? `${node.axes[0]}` : `(${node.axes.join(', ')})`;
      const axis = all && !node.keepDims && (args[0].rank !== 1 || !expr.byRow) ? '' : `, axis=${axes}`;
      return atom(`${node.op}(${print(args[0]).text}${axis})`);
    }
    case 'argmax':
      return atom(`argmax(${print(args[0]).text}, axis=${node.axis === args[0].rank - 1 ? -1 : node.axis})`);
    case 'reshape':
      return atom(node.text.replace('%', print(args[0]).text));
    case 'broadcast':
      return atom(`broadcast_to(${print(args[0]).text}, [${expr.shape.join(', ')}])`);
    case 'take': {
      const dots = node.axis === args[0].rank - 1 ? '' : `, axis=${node.axis}`;
      return atom(`${inBrackets(print(args[0]))}[${print(args[1]).text}${dots}]`);
    }
    case 'lookup':
      return atom(`${node.what}[${print(args[0]).text}]`);
  }
}

function inBrackets(p: { text: string; precedence: number }): string {
  return p.precedence < ATOM ? `(${p.text})` : p.text;
}

/** Python's spelling, which readers of these formulas know: `1e-07`. */
function numberText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  return String(value).replace(/e([+-])(\d)$/, 'e$10$2');
}
