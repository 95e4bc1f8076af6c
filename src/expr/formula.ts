/**
 * The text of an expression: `score / mean(sample_weight != 0)`. A step below the root prints as its symbol.
 */
import type { Kind, NodeOf } from './kinds.js';
import type { Expr } from './node.js';
import { STRUCTURE, type Text } from './structure.js';

/** The formula of a step (without its name) or of any other expression. */
export function formula(expr: Expr): string {
  return print(expr.node.kind === 'step' ? expr.args[0]! : expr).text;
}

const HIDDEN: Text = { text: '', precedence: 0 };

function print(expr: Expr): Text {
  // What made a step has been printed with it; of a call the first operand is its value, which the name
  // stands for.
  const hidden = expr.node.kind === 'step' || expr.node.kind === 'call' ? 1 : 0;
  const texts = expr.args.map((arg, i) => (i < hidden ? HIDDEN : print(arg)));
  const row = STRUCTURE[expr.node.kind].text as (
    node: NodeOf<Kind>,
    texts: readonly Text[],
    expr: Expr,
  ) => Text;
  return row(expr.node, texts, expr);
}
