/** Walks over a graph. */
import type { Kind } from './kinds.js';
import type { Expr } from './node.js';

/** What moves values without changing them. */
const CARRIERS: ReadonlySet<Kind> = new Set(['reshape', 'step', 'broadcast', 'transpose', 'slice', 'within']);

/** Are the values integers that came from an exact input unchanged? */
export function isExact(e: Expr): boolean {
  if (e.node.kind === 'input') return e.node.exact;
  const carries = CARRIERS.has(e.node.kind);
  const integral =
    e.node.kind === 'map' && (e.node.op === 'trunc' || e.node.op === 'round' || e.node.op === 'floor');
  if (e.node.kind === 'map' && (e.node.op === 'where' || e.node.op === 'add')) {
    // Another label in its place (an ignored one, one that counts from the end).
    const parts = e.args.slice(e.node.op === 'where' ? 1 : 0);
    return parts.some(isExact) && parts.every((x) => isExact(x) || isWhole(x));
  }
  return (carries || integral) && isExact(e.args[0]!);
}

function isWhole({ node }: Expr): boolean {
  return node.kind === 'const' && Number.isInteger(node.value);
}

/** Every node below the roots once, operands before what uses them. */
export function topological(roots: readonly Expr[]): Expr[] {
  const seen = new Set<Expr>();
  const order: Expr[] = [];
  const stack: { expr: Expr; next: number }[] = [];
  for (const root of roots) {
    if (seen.has(root)) continue;
    seen.add(root);
    stack.push({ expr: root, next: 0 });
    while (stack.length > 0) {
      const top = stack[stack.length - 1]!;
      if (top.next < top.expr.args.length) {
        const arg = top.expr.args[top.next++]!;
        if (!seen.has(arg)) {
          seen.add(arg);
          stack.push({ expr: arg, next: 0 });
        }
      } else {
        order.push(top.expr);
        stack.pop();
      }
    }
  }
  return order;
}
